import type { RawData } from 'ws';
import { z } from 'zod';

const FromBrowser = z.object({ type: z.enum(['webrtc/offer', 'webrtc/candidate', 'mse']), value: z.string() });
const FromHub = z.looseObject({ type: z.string(), value: z.unknown() });

/** What a browser may say to the hub. */
export type BrowserMessage = z.infer<typeof FromBrowser>;

/** Reads a text message of a browser, with nothing that does not belong there; null when it is none. */
export function readBrowserMessage(data: RawData): BrowserMessage | null {
  return FromBrowser.safeParse(jsonOf(data)).data ?? null;
}

/** What the hub says: an error text (which may hold addresses and passwords), or something to pass on. */
export type HubMessage = { readonly kind: 'error'; readonly text: string } | { readonly kind: 'other'; readonly text: string };

/** Reads a text message of the hub; null when it is none. */
export function readHubMessage(data: RawData): HubMessage | null {
  const parsed = FromHub.safeParse(jsonOf(data));
  if (!parsed.success) return null;
  const { type, value } = parsed.data;
  return type === 'error' ? { kind: 'error', text: String(value) } : { kind: 'other', text: JSON.stringify(parsed.data) };
}

function jsonOf(data: RawData): unknown {
  try {
    return JSON.parse(textOf(data));
  } catch {
    return undefined;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
