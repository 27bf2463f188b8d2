import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { hostOfUrl } from './go2rtc/go2rtc-client.ts';
import type { HubChannel } from './go2rtc/go2rtc-config.ts';
import type { HubOptions } from './hub-options.ts';
import { StreamNames } from './stream-names.ts';

const FILE = 'cameras-by-udp.json';
const Kept = z.array(z.string());
const BY_UDP = '#transport=udp';

/** One stream of a channel. */
export interface StreamKey {
  readonly channel: number;
  readonly kind: 'main' | 'sub';
}

/**
 * Which cameras are read by UDP because they refuse TCP: learned when that happens, and kept for the next start. Whose URL says
 * `#transport=` is left as it is.
 */
export class StreamTransports {
  readonly #file: string;
  readonly #channels: HubOptions['channels'];
  readonly #log: Logger;
  /** `cam1@host:port`, so that another camera on the channel begins anew. */
  readonly #byUdp: Set<string>;

  constructor(folder: string, channels: HubOptions['channels'], log: Logger) {
    this.#file = path.join(folder, FILE);
    this.#channels = channels;
    this.#log = log;
    this.#byUdp = new Set(readKept(this.#file));
  }

  isUdp(stream: StreamKey): boolean {
    return this.#byUdp.has(this.#keyOf(stream));
  }

  /** Whether the stream's URL leaves open how it is read. */
  isOpen(stream: StreamKey): boolean {
    return /^rtsp:/i.test(this.#urlOf(stream)) && !this.#urlOf(stream).includes('#transport=');
  }

  /** The stream's URL with what was learned; empty when there is no such stream. */
  sourceOf(stream: StreamKey): string {
    const url = this.#urlOf(stream);
    return url !== '' && this.isUdp(stream) && this.isOpen(stream) ? `${url}${BY_UDP}` : url;
  }

  /** Every URL that the stream may have. */
  sourcesOf(stream: StreamKey): readonly string[] {
    const url = this.#urlOf(stream);
    return this.isOpen(stream) ? [url, `${url}${BY_UDP}`] : [url];
  }

  /** All channels as they are read. */
  channels(): readonly HubChannel[] {
    return this.#channels().map(({ channel, subUrl }) => ({
      channel,
      url: this.sourceOf({ channel, kind: 'main' }),
      subUrl: subUrl && this.sourceOf({ channel, kind: 'sub' }),
    }));
  }

  set(stream: StreamKey, isUdp: boolean): void {
    if (isUdp) this.#byUdp.add(this.#keyOf(stream));
    else this.#byUdp.delete(this.#keyOf(stream));
    try {
      writeFileSync(this.#file, JSON.stringify([...this.#byUdp]), { mode: 0o600 });
    } catch (error) {
      this.#log.warn({ error: messageOf(error) }, 'cannot save which cameras need UDP; it is found out again after the next start');
    }
  }

  #keyOf(stream: StreamKey): string {
    return `${new StreamNames(null).camera(stream.channel, stream.kind)}@${hostOfUrl(this.#urlOf(stream)) ?? ''}`;
  }

  #urlOf({ channel, kind }: StreamKey): string {
    const known = this.#channels().find((entry) => entry.channel === channel);
    return (kind === 'main' ? known?.url : known?.subUrl) ?? '';
  }
}

/** What another version may have written is not worth failing for. */
function readKept(file: string): readonly string[] {
  try {
    return existsSync(file) ? Kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  } catch {
    return [];
  }
}
