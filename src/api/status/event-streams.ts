import { Readable } from 'node:stream';
import type { Notice } from '#shared/events.ts';
import type { Session } from '../../auth/auth.ts';
import { Refused } from '../../lib/errors.ts';
import type { Redactor } from '../../lib/redact.ts';
import type { Signal } from '../../lib/signal.ts';
import type { SessionWatch } from '../access/session-watch.ts';
import { cleanEvent } from './clean-event.ts';

const PER_USER = 32;
const MOST_UNREAD_BYTES = 256 * 1024;

export interface EventStreamsOptions {
  readonly notices: Signal<Notice>;
  readonly watch: SessionWatch;
  readonly redactor: Redactor;
}

interface Stream {
  readonly user: string;
  readonly readable: Readable;
}

/** The open answers of GET /api/events: each hears every notice, and nobody may make them grow. */
export class EventStreams implements Disposable {
  readonly #streams = new Set<Stream>();
  readonly #watch: SessionWatch;
  readonly #subscription: Disposable;

  constructor({ notices, watch, redactor }: EventStreamsOptions) {
    this.#watch = watch;
    this.#subscription = notices.on((notice) => this.#write(textOf(clean(notice, redactor))));
  }

  /** A stream that ends with its session. @throws Refused `too-many-viewers` */
  open(session: Session): Readable {
    const { user } = session;
    if ([...this.#streams].filter((stream) => stream.user === user).length >= PER_USER) {
      throw new Refused('too-many-viewers', `You have ${PER_USER} open pages that listen to events: close some`);
    }
    const stream: Stream = { user, readable: new Readable({ read: () => undefined }) };
    const watched = this.#watch.add(session, () => this.#end(stream));
    this.#streams.add(stream);
    stream.readable.once('close', () => {
      this.#streams.delete(stream);
      watched[Symbol.dispose]();
    });
    stream.readable.push('retry: 2000\n\n');
    return stream.readable;
  }

  /** Keeps proxies from closing a quiet stream, and finds out who has gone. */
  beat(): void {
    this.#write(': still here\n\n');
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    for (const stream of [...this.#streams]) this.#end(stream);
  }

  #end(stream: Stream): void {
    if (this.#streams.delete(stream)) stream.readable.push(null);
  }

  #write(text: string): void {
    for (const { readable } of [...this.#streams]) {
      if (readable.readableLength > MOST_UNREAD_BYTES) readable.destroy();
      else readable.push(text);
    }
  }
}

function clean(notice: Notice, redactor: Redactor): Notice {
  return notice.topic === 'event' ? { ...notice, event: cleanEvent(notice.event, redactor) } : notice;
}

function textOf(notice: Notice): string {
  return `event: ${notice.topic}\ndata: ${JSON.stringify(notice)}\n\n`;
}
