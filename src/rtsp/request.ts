/** What a client of an RTSP server sends: requests, and between them packets of its own. */
export interface RtspRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const LONGEST_HEAD = 8 * 1024;
const LONGEST_BODY = 4 * 1024;
const PACKET_MARK = 0x24;
const REQUEST_LINE = /^([A-Z_]{1,20}) (\S{1,2048}) RTSP\/1\.0$/;
const HEADER_LINE = /^([\w-]{1,64}): ?(.{0,2048})$/;

/** Cuts what a client sends into requests and interleaved packets; what is neither is refused. */
export class RtspReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws Error when it is no RTSP, or too long */
  push(chunk: Buffer): (RtspRequest | Buffer)[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const found: (RtspRequest | Buffer)[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) found.push(next);
    return found;
  }

  #next(): RtspRequest | Buffer | undefined {
    if (this.#rest.length < 4) return undefined;
    if (this.#rest[0] === PACKET_MARK) return this.#take(4 + this.#rest.readUInt16BE(2));
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end > LONGEST_HEAD || (end < 0 && this.#rest.length > LONGEST_HEAD)) throw new Error('the head of an RTSP request is too long');
    if (end < 0) return undefined;
    const head = parseHead(this.#rest.toString('latin1', 0, end));
    const length = Number(head.headers.get('content-length') ?? 0);
    if (!Number.isInteger(length) || length < 0 || length > LONGEST_BODY) throw new Error('the body of an RTSP request is too long');
    const whole = this.#take(end + 4 + length);
    return whole && { ...head, body: whole.subarray(end + 4) };
  }

  #take(length: number): Buffer | undefined {
    if (this.#rest.length < length) return undefined;
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}

function parseHead(text: string): Omit<RtspRequest, 'body'> {
  const [first = '', ...lines] = text.split('\r\n');
  const [, method, uri] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || uri === undefined) throw new Error('this is no RTSP request');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error('this is no header of an RTSP request');
    headers.set(name.toLowerCase(), value);
  }
  return { method, uri, headers };
}

/** A request as it goes to another server: to this address, and without the client's password. */
export function writeRequest({ method, headers, body }: RtspRequest, uri: string): Buffer {
  const lines = [...headers].filter(([name]) => name !== 'authorization').map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${[`${method} ${uri} RTSP/1.0`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** An answer of ours, without a body. */
export function writeAnswer(request: RtspRequest, status: string, headers: Readonly<Record<string, string>> = {}): string {
  const number = /^\d{1,10}$/.exec(request.headers.get('cseq') ?? '')?.[0] ?? '0';
  const lines = Object.entries({ CSeq: number, ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `RTSP/1.0 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`;
}
