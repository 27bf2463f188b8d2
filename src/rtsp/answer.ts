/** What an RTSP server answers. */
export interface RtspAnswer {
  readonly status: number;
  /** e.g. `404 Not Found`; without control characters. */
  readonly line: string;
  /** All values of a header, in their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

const LONGEST_ANSWER = 64 * 1024;
const STATUS_LINE = /^RTSP\/\d\.\d (\d{3})([^\r\n]{0,80})/;

/** Collects one answer at a time; packets between answers are not expected before PLAY. */
export class RtspAnswers {
  #text = '';

  /** @returns the answer, when it is complete. @throws Error when it is no RTSP, or too long */
  push(chunk: Buffer): RtspAnswer | undefined {
    this.#text += chunk.toString('latin1');
    if (this.#text.length > LONGEST_ANSWER) throw new Error('the answer is too long');
    const end = this.#text.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const head = parseHead(this.#text.slice(0, end));
    const length = Number(head.headers.get('content-length')?.[0] ?? 0);
    const bodyAt = end + 4;
    if (this.#text.length < bodyAt + length) return undefined;
    const body = this.#text.slice(bodyAt, bodyAt + length);
    this.#text = this.#text.slice(bodyAt + length);
    return { ...head, body };
  }
}

function parseHead(text: string): Omit<RtspAnswer, 'body'> {
  const [first = '', ...lines] = text.split('\r\n');
  const [, status, words = ''] = STATUS_LINE.exec(first) ?? [];
  if (status === undefined) throw new Error('this is no answer of an RTSP server');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([\w-]{1,64}):\s*(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return { status: Number(status), line: `${status}${words.replace(/\p{Cc}/gu, '')}`.trim(), headers };
}
