import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { USER } from '../fakes/nvr.ts';
import { type Answer, type Question, Visitor } from '../fakes/visitor.ts';
import type { Diary } from './diary.ts';
import { pause } from './pause.ts';
import type { Product } from './product.ts';
import type { Chance } from './seed.ts';

/** Something that people, pages and programs ask of the product. */
export interface ClientAction {
  readonly name: string;
  readonly weight: number;
  readonly act: (client: Client) => Promise<void>;
}

export interface ClientOptions {
  readonly product: Product;
  readonly cameraCount: number;
  readonly diary: Diary;
  readonly owner: Owner;
  readonly chance: Chance;
  readonly name: string;
  readonly signal: AbortSignal;
}

/** No answer is waited for longer. */
const ANSWER_WITHIN_MS = 15_000;
const SIGN_IN_AGAIN_AFTER_MS = 15_000;

/** The person the recorder belongs to, signed in from one device for the whole soak. */
export class Owner {
  readonly visitor: Visitor;
  #signedInAt = Number.NEGATIVE_INFINITY;

  constructor(url: string) {
    this.visitor = new Visitor(url);
  }

  /** @returns the status of the answer */
  async signIn(): Promise<number> {
    this.#signedInAt = performance.now();
    const body = USER;
    return (await this.visitor.ask('/api/login', { method: 'POST', body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })).status;
  }

  /** After a 401; what many requests find out at once is done once. */
  async signInAgain(): Promise<void> {
    if (performance.now() - this.#signedInAt > SIGN_IN_AGAIN_AFTER_MS) await this.signIn().catch(() => undefined);
  }
}

/** Who does one action: asks within limits of time, and notes what came of it. */
export class Client {
  readonly chance: Chance;
  readonly signal: AbortSignal;
  readonly product: Product;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.chance = options.chance;
    this.signal = options.signal;
    this.product = options.product;
  }

  /** Any of the cameras. */
  channel(): number {
    return this.chance.whole(1, this.#options.cameraCount);
  }

  /** A moment so many seconds ago on the product's clock, as addresses have it. */
  ago(seconds: number): string {
    return new Date(this.product.now() - seconds * 1000).toISOString();
  }

  /** Cookie header of the owner's session. */
  get cookie(): string {
    return this.#options.owner.visitor.cookieHeader;
  }

  /** Asks as the owner; signs in again when the session has ended. @returns undefined when there was no answer */
  async ask(path: string, question: Question = {}): Promise<Answer | undefined> {
    const { owner } = this.#options;
    const answer = await this.askAs(owner.visitor, path, question);
    if (answer?.status === 401) await owner.signInAgain();
    return answer;
  }

  get(path: string, headers: Question['headers'] = {}): Promise<Answer | undefined> {
    return this.ask(path, { headers });
  }

  /** A change that the owner makes. */
  change(method: string, path: string, body?: unknown, headers: Question['headers'] = {}): Promise<Answer | undefined> {
    const token = this.#options.owner.visitor.cookies.get('csrf_token') ?? '';
    return this.ask(path, { method, body, headers: { 'x-csrf-token': token, ...headers } });
  }

  async askAs(visitor: Visitor, path: string, question: Question = {}): Promise<Answer | undefined> {
    const { diary, name } = this.#options;
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const begun = Date.now();
    const answer = await visitor.ask(path, { ...question, signal }).catch((error: unknown) => {
      diary.answered(name, this.#failure(begun, error));
      return undefined;
    });
    if (!answer) return undefined;
    diary.answered(name, answer.status);
    if (answer.status >= 500 && ![503, 504].includes(answer.status) && !diary.wasDown(begun, Date.now()))
      diary.breach(
        'no answer is a failure of the server',
        `${question.method ?? 'GET'} ${path.slice(0, 120)}: ${answer.status} ${answer.text.slice(0, 300)}`,
      );
    return answer;
  }

  /** Somebody at an address of his own; all of 127.0.0.0/8 is this machine. */
  stranger(): Visitor {
    return new Visitor(this.product.url, this.#anyAddress());
  }

  /** A bare connection from any address of this machine. */
  connection(): Socket {
    const { hostname, port } = new URL(this.product.url);
    const socket = connect({ host: hostname, port: Number(port), localAddress: this.#anyAddress() });
    return socket.on('error', () => undefined);
  }

  /** A WebSocket as the web app opens it. @returns undefined when it was refused */
  async socket(path: string): Promise<WebSocket | undefined> {
    const { diary, name } = this.#options;
    const url = new URL(path, this.product.url);
    url.protocol = 'ws:';
    const socket = new WebSocket(url, { headers: { cookie: this.cookie, origin: this.product.url }, handshakeTimeout: ANSWER_WITHIN_MS });
    const outcome = await new Promise<string>((done) => {
      socket.on('error', (error) => done(/Unexpected server response: (\d+)/.exec(error.message)?.[1] ?? 'no socket'));
      socket.once('open', () => done('socket'));
    });
    diary.answered(name, outcome);
    if (outcome === 'socket') return socket;
    socket.terminate();
    return undefined;
  }

  pause(ms: number): Promise<boolean> {
    return pause(ms, this.signal);
  }

  #anyAddress(): string {
    return `127.${this.chance.whole(1, 200)}.${this.chance.whole(0, 255)}.${this.chance.whole(1, 254)}`;
  }

  #failure(begun: number, error: unknown): string {
    if (this.signal.aborted) return 'given up';
    if (this.#options.diary.wasDown(begun, Date.now())) return 'server down';
    return error instanceof Error && error.name === 'AbortError' ? 'no answer in time' : 'connection ended';
  }
}

/** Does something so many times at once. */
export async function together(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}
