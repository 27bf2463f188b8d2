import { z } from 'zod';
import type { Logger } from '../../lib/log.ts';
import { sourceOf, urlInHubLog } from './go2rtc-config.ts';

const Line = z
  .object({ level: z.string(), message: z.string().default(''), error: z.string().optional(), stream: z.string().optional() })
  .loose();
const LOST = /^\[streams\] retry=0 to url=(.*)$/;

export interface HubLogOptions {
  /** Channel by the URL of its main stream. */
  readonly channels: () => ReadonlyMap<string, number>;
  readonly log: Logger;
  /** The connection to this camera broke while somebody was reading it. */
  readonly onLost: (channel: number) => void;
}

/** Reads go2rtc's log: passes on what is worth it, and notices at once when a camera's connection breaks. */
export function hubLogReader({ channels, log, onLost }: HubLogOptions): (line: string) => void {
  return (text) => {
    const line = parse(text);
    if (!line) {
      log.debug({ line: text }, 'go2rtc output');
      return;
    }
    const { level, message, error, stream } = line;
    if (level === 'warn' || level === 'error') log.debug({ level, message, error, stream }, 'go2rtc log line');
    const lost = LOST.exec(message)?.[1];
    const channel = lost && [...channels()].find(([url]) => urlInHubLog(sourceOf(url)) === lost)?.[1];
    if (channel) onLost(channel);
  };
}

function parse(text: string): z.infer<typeof Line> | undefined {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
