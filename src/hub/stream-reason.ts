import type { TroubleReason } from '#shared/channel.ts';
import { HubUnreachable, StreamUnavailable } from '../lib/errors.ts';

/** Why a stream cannot be had: for programs and, in words, for people. */
export interface StreamTrouble {
  readonly reason: TroubleReason;
  readonly detail: string;
}

/** go2rtc's words, the most particular first. */
const RULES: readonly (readonly [RegExp, TroubleReason, string])[] = [
  [/user\/pass not provided/i, 'auth_failed', 'The camera asks for a user name and password, and its URL has none'],
  [/wrong user\/pass|unauthorized|\b401\b/i, 'auth_failed', 'The camera refuses the user name or password'],
  [/x509|certificate/i, 'camera_error', 'The camera’s certificate is not trusted: use its IP address, or rtsp:// instead of rtsps://'],
  [/tls: |TLS handshake/i, 'camera_error', 'The camera speaks no TLS at this port: use rtsp:// or http://, or another port'],
  [/malformed HTTP/i, 'camera_error', 'The camera speaks no HTTP at this port: is the port right?'],
  [/no such host/i, 'unreachable', 'The camera’s name is not known on the network'],
  [/lookup /i, 'unreachable', 'The camera’s name cannot be looked up: the network’s name server does not answer'],
  [/connection refused/i, 'refused', 'The camera refuses the connection: is the port right and its RTSP service on?'],
  [
    /no route to host|network is unreachable|host is down/i,
    'unreachable',
    'There is no way to the camera on the network: is it on, is the address right?',
  ],
  [/i\/o timeout|timed? ?out|deadline exceeded/i, 'timeout', 'The camera does not answer in time'],
  [/connection reset|broken pipe|\bEOF\b/i, 'unreachable', 'The camera ends the connection'],
  [/codecs? not matched|can't get consumer|unsupported/i, 'codec_unsupported', 'The stream’s codec is not supported here'],
  [/\b404\b|not found/i, 'not_found', 'The camera answers, but gives no stream at this path'],
  [/wrong response|\b50\d\b|bad request/i, 'camera_error', 'The camera answers with an error instead of a stream'],
  [/unknown error/i, 'no_video', 'The camera names neither video nor sound in its stream'],
];

/** Turns go2rtc's error text into a reason; the text itself is never shown, because it may hold addresses and passwords. */
export function reasonOf(errorText: string): StreamTrouble {
  const codecs = codecsIn(errorText);
  if (codecs && codecs.given.length > 0) {
    return { reason: 'codec_unsupported', detail: `The stream’s video (${codecs.given.join(', ')}) is not supported here` };
  }
  if (codecs) return { reason: 'no_video', detail: 'The camera sends no video, only sound' };
  for (const [pattern, reason, detail] of RULES) if (pattern.test(errorText)) return { reason, detail };
  return { reason: 'unknown', detail: 'The camera gives no stream, for a reason the hub does not tell' };
}

/** Which video codecs the camera gives and which were asked for, where go2rtc says that they do not match. */
export function codecsIn(errorText: string): { readonly given: readonly string[]; readonly wanted: readonly string[] } | undefined {
  const [, given = '', wanted = ''] = /codecs not matched: (.*?) ?=> ?(.*)$/s.exec(errorText) ?? [];
  if (given === '' && wanted === '') return undefined;
  const videoOf = (list: string): string[] => [...list.matchAll(/video:([\w.-]{1,32})/g)].map(([, codec = '']) => codec);
  return { given: videoOf(given), wanted: videoOf(wanted) };
}

/** The same of an error of ours. @throws StreamUnavailable always */
export function streamUnavailable(error: unknown): never {
  if (error instanceof HubUnreachable && error.cause === undefined) {
    const { reason, detail } = reasonOf(error.message);
    throw new StreamUnavailable(reason, detail, { cause: error });
  }
  if (error instanceof StreamUnavailable) throw error;
  throw new StreamUnavailable('hub_down', 'The hub does not answer', { cause: error });
}
