import type { ApiExample } from '../examples/api-example.ts';
import { EXAMPLES } from '../examples/examples.ts';
import { exampleRequest } from './example-request.ts';

/** A JSON schema as far as the page draws it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly $ref?: string;
}

/** A body or an answer: its schema by content type, with an example. */
export interface Content {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
}

/** A route with one of its methods. */
export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
  /** A request for a shell. */
  readonly 'x-codeSamples'?: readonly { readonly lang: string; readonly source: string }[];
}

/** The description of the API. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Where a route says nothing of its answer. */
export const THE_ANSWER = 'The answer';

const TAGS = [
  { name: 'session', description: 'Signing in and out, and who is signed in' },
  { name: 'live', description: 'What is happening' },
  { name: 'recordings', description: 'What is recorded, and what must be kept' },
  { name: 'playback', description: 'Watching what is recorded' },
  { name: 'exports', description: 'Taking recordings away' },
  { name: 'shares', description: 'Showing an export by link' },
  { name: 'events', description: 'What happened' },
  { name: 'streaming', description: 'The stream to YouTube' },
  { name: 'health', description: 'How everything is, for people and for monitoring' },
  { name: 'system', description: 'Configuration, storage and this description' },
];
/** What says nothing to a reader: the pattern behind a format, and the bounds of every whole number. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** What was collected, made readable: examples, names of operations, tags explained, noise left out. */
export function describedDocument(collected: object): ApiDocument {
  // it is JSON that Fastify's plugin has made, and a test validates the result
  const raw = withoutNoise(collected) as unknown as ApiDocument & { readonly components: { readonly schemas: Record<string, unknown> } };
  const paths = Object.fromEntries(
    Object.entries(raw.paths).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, described(method, path, operation)])),
    ]),
  );
  const used = new Set(Object.values(paths).flatMap((methods) => Object.values(methods).flatMap(({ tags = [] }) => tags)));
  const { ProblemInput: _input, ...schemas } = raw.components.schemas; // zod's second name for the same
  return { ...raw, tags: TAGS.filter(({ name }) => used.has(name)), paths, components: { ...raw.components, schemas } } as ApiDocument;
}

function described(method: string, path: string, operation: Operation): Operation {
  const example = exampleOf(method, path);
  const { requestBody, responses = {} } = operation;
  return {
    ...operation,
    operationId: operationId(method, path),
    ...(requestBody && { requestBody: withExample(requestBody, example.body) }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => {
        const { description = '' } = answer;
        const named = { ...answer, description: description === 'Default Response' ? THE_ANSWER : description };
        return [status, /^2/.test(status) ? withExample(named, example.answer) : named];
      }),
    ),
    'x-codeSamples': [{ lang: 'Shell', source: exampleRequest(method, path, { ...example, security: operation.security ?? [] }) }],
  };
}

function exampleOf(method: string, path: string): ApiExample {
  const registered = path.replace(/\{(\w+)\}/g, ':$1').replace(/:\*|\{\*\}/, '*');
  const asked = method === 'head' ? 'get' : method;
  return EXAMPLES[`${asked.toUpperCase()} ${registered}`] ?? {};
}

function withExample(part: Content, example: unknown): Content {
  if (example === undefined || !part.content) return part;
  const content = Object.entries(part.content).map(([type, media]) => [type, type === 'application/json' ? { ...media, example } : media]);
  return { ...part, content: Object.fromEntries(content) };
}

/** `get /api/channel/{ch}/recordings` → `getChannelRecordings` */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/api\//, '/').match(/[A-Za-z0-9]+/g) ?? [];
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, part]) =>
      !(key === 'pattern' && 'format' in value) && !(key === 'maximum' && part === LARGEST) && !(key === 'minimum' && part === -LARGEST),
  );
  return Object.fromEntries(entries.map(([key, part]) => [key, withoutNoise(part)]));
}
