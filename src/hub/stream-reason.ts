import type { TroubleReason } from '#shared/channel.ts';
import { HubUnreachable, StreamUnavailable } from '../lib/errors.ts';

/** Why a stream cannot be had: for programs and, in words, for people. */
export interface StreamTrouble {
  readonly reason: TroubleReason;
  readonly detail: string;
}

const RULES: readonly (readonly [RegExp, TroubleReason, string])[] = [
  [/wrong user\/pass|unauthorized|\b401\b/i, 'auth_failed', 'The camera refuses the user name or password'],
  [/connection refused/i, 'refused', 'The camera refuses the connection: is the port right and its RTSP service on?'],
  [/no such host|lookup /i, 'unreachable', 'The camera’s name is not known on the network'],
  [
    /no route to host|network is unreachable|host is down/i,
    'unreachable',
    'There is no way to the camera on the network: is it on, is the address right?',
  ],
  [/i\/o timeout|timed? ?out|deadline exceeded/i, 'timeout', 'The camera does not answer in time'],
  [/connection reset|broken pipe|\bEOF\b/i, 'unreachable', 'The camera ends the connection'],
  [/codecs? not matched|can't get consumer|unsupported/i, 'codec_unsupported', 'The stream’s codec is not supported here'],
  [/wrong response|\b404\b|not found|\b503\b|bad request/i, 'not_found', 'The camera answers, but gives no stream at this path'],
];

/** Turns go2rtc's error text into a reason; the text itself is never shown, because it may hold addresses and passwords. */
export function reasonOf(errorText: string): StreamTrouble {
  for (const [pattern, reason, detail] of RULES) if (pattern.test(errorText)) return { reason, detail };
  return { reason: 'unknown', detail: 'The camera gives no stream, for a reason the hub does not tell' };
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
