import { Notice } from '#shared/events.ts';
import { type Clock, rest } from '../time/clock.ts';

const TOPICS = Notice.options.map(({ shape }) => shape.topic.value);
const REOPEN_MS = 5000;

/** The part of EventSource that we use. */
export type NoticeSource = Pick<EventSource, 'readyState' | 'addEventListener' | 'close'>;

export interface NoticesOptions {
  readonly clock: Clock;
  readonly open: (url: string) => NoticeSource;
  readonly onNotice: (notice: Notice) => void;
  /** Opened again after a break: notices may have been missed meanwhile. */
  readonly onMissed: () => void;
  /** The stream broke: the server may be away or the session over, a cheap question will tell. */
  readonly onBroken: () => void;
}

const CLOSED = 2;

/** Listens to what the server tells by itself (`/api/events`) for as long as it lives. */
export class Notices {
  readonly #options: NoticesOptions;
  readonly #life = new AbortController();
  #source: NoticeSource | null = null;
  #isFirst = true;

  private constructor(options: NoticesOptions) {
    this.#options = options;
  }

  static start(options: NoticesOptions): Notices {
    const notices = new Notices(options);
    notices.#open();
    return notices;
  }

  dispose(): void {
    this.#life.abort();
    this.#source?.close();
  }

  #open(): void {
    const source = this.#options.open('/api/events');
    this.#source = source;
    source.addEventListener('open', () => {
      if (!this.#isFirst) this.#options.onMissed();
      this.#isFirst = false;
    });
    source.addEventListener('error', () => void this.#broken(source));
    for (const topic of TOPICS) source.addEventListener(topic, ({ data }) => this.#take(data));
  }

  /** EventSource tries again by itself unless the server answered with an error; then we do. */
  async #broken(source: NoticeSource): Promise<void> {
    this.#isFirst = false;
    this.#options.onBroken();
    if (source.readyState !== CLOSED) return;
    source.close();
    await rest(this.#options.clock, REOPEN_MS, this.#life.signal);
    if (!this.#life.signal.aborted) this.#open();
  }

  #take(data: string): void {
    const notice = Notice.safeParse(jsonOf(data));
    if (notice.success) this.#options.onNotice(notice.data);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
