/** How a route is asked and what it answers, for the description of the API; a test holds it against the route's schemas. */
export interface ApiExample {
  /** The address with its parameters filled in; without it the route's own. */
  readonly path?: string;
  /** What is sent as JSON. */
  readonly body?: unknown;
  /** What is answered as JSON. */
  readonly answer?: unknown;
  /** What else a request needs, e.g. `-H 'Accept: text/event-stream'` or `-o picture.jpg`. */
  readonly options?: string;
}

/** By method and address as they are registered: `GET /api/channel/:ch/recordings`. */
export type ApiExamples = Readonly<Record<string, ApiExample>>;
