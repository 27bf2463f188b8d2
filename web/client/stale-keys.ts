import type { Notice } from '#shared/events.ts';

type Key = readonly (string | number)[];

/** Several cameras change in the same moment, e.g. when all segments end: they are asked for once. */
const TOGETHER_MS = 200;

/** Which answers a notice makes old. */
export function staleKeys(notice: Notice): readonly Key[] {
  switch (notice.topic) {
    case 'channel':
      return [['live'], ['health']];
    case 'channels':
      return [['config'], ['live'], ['health']];
    case 'recording':
      return [['recordings', notice.channel, notice.date], ['timeline', notice.channel], ['dates', notice.channel], ['live']];
    case 'storage':
    case 'streaming':
      return [[notice.topic]];
    case 'health':
      return [['health'], ['alarms']];
    case 'export':
      return [['exports']];
    case 'event':
      return notice.event.kind.startsWith('protection_') ? [['events'], ['protections']] : [['events']];
  }
}

/** Collects keys for a moment and then drops each once. */
export class StaleKeys {
  readonly #drop: (key: Key) => void;
  readonly #keys = new Map<string, Key>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(drop: (key: Key) => void) {
    this.#drop = drop;
  }

  add(...keys: readonly Key[]): void {
    for (const key of keys) this.#keys.set(key.join(), key);
    this.#timer ??= setTimeout(() => this.#flush(), TOGETHER_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    const keys = [...this.#keys.values()];
    this.#keys.clear();
    for (const key of keys) this.#drop(key);
  }
}
