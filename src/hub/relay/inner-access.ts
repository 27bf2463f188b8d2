import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const KEY_BYTES = 16;

const InnerAccess = z.object({
  /** Ends the name of each stream. */
  key: z.string().regex(/^[0-9a-f]{32}$/),
  /** Where go2rtc serves RTSP on loopback; 0: not chosen yet. */
  rtspPort: z.number().int().min(0).max(65_535),
  /** Where go2rtc reads the sources of live views, and our programs their tickets. */
  viewPort: z.number().int().min(0).max(65_535),
});

/** How we and go2rtc find each other on loopback. Kept, because a go2rtc in another container is restarted when its file changes. */
export type InnerAccess = z.infer<typeof InnerAccess>;

/** What was kept the last time, or a new key without ports. */
export function readInnerAccess(folder: string): InnerAccess {
  const file = fileIn(folder);
  const kept = existsSync(file) ? InnerAccess.safeParse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  return kept?.data ?? { key: randomBytes(KEY_BYTES).toString('hex'), rtspPort: 0, viewPort: 0 };
}

export function keepInnerAccess(folder: string, access: InnerAccess): void {
  writeFileSync(fileIn(folder), JSON.stringify(access), { mode: 0o600 });
}

function fileIn(folder: string): string {
  return path.join(folder, 'go2rtc-inner.json');
}
