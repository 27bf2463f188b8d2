import { messageOf } from '../lib/errors.ts';
import { askForStream, type LoginMethod, nameOfLogin, type StreamAnswer } from '../rtsp/rtsp.ts';
import type { StreamTrouble } from './stream-reason.ts';

/** Our build of go2rtc logs in by SHA-256 where the camera writes the algorithm in quotes (measured); the official one never. */
const KNOWS_SHA256 = /-cui\./;
const HINTS: Readonly<Record<number, string>> = {
  403: ': is this user allowed to watch the stream?',
  453: ': it has as many viewers as it can serve',
  503: ': it may have as many viewers as it can serve, or be starting',
};

/** What go2rtc would say of a refused SETUP if it did not hide it behind codecs. */
export const SETUP_REFUSED = 'wrong response on SETUP';

export interface CameraQuestion {
  readonly url: string;
  /** go2rtc's words. */
  readonly words: string;
  readonly hubVersion: string | null;
  readonly signal: AbortSignal;
}

/**
 * Asks a camera itself what its answer was, where go2rtc only says that it was wrong. Nobody reads the stream then, so this is
 * the camera's only connection. @returns undefined when nothing is learned
 */
export async function troubleOfCamera({ url, words, hubVersion, signal }: CameraQuestion): Promise<StreamTrouble | undefined> {
  if (!/^rtsps?:/i.test(url)) return undefined;
  const isLogin = isAboutLogin(words);
  // no password is sent where go2rtc's was refused just now: a camera counts attempts
  const answer = await askForStream({ url, logsIn: !isLogin, signal }).catch((error: unknown) => messageOf(error));
  if (typeof answer === 'string') return undefined;
  return isLogin ? troubleOfLogin(answer, hubVersion) : troubleOfStatus(answer);
}

function isAboutLogin(words: string): boolean {
  return /wrong user\/pass/i.test(words);
}

/** Whether these words leave open what the camera answered. */
export function leavesOpen(words: string): boolean {
  return isAboutLogin(words) || /wrong response|wrong transport/i.test(words);
}

function troubleOfLogin({ logins: [first] }: StreamAnswer, hubVersion: string | null): StreamTrouble | undefined {
  if (first === undefined || canLogIn(first, hubVersion)) return undefined;
  return {
    reason: 'login_unsupported',
    detail: `The camera wants a login by ${nameOfLogin(first)}, which go2rtc does not know: set the camera to digest MD5; the password may well be right`,
  };
}

function canLogIn({ scheme, algorithm, isQuoted }: LoginMethod, hubVersion: string | null): boolean {
  if (scheme === 'basic' || (scheme === 'digest' && algorithm === 'MD5')) return true;
  return algorithm === 'SHA-256' && isQuoted && KNOWS_SHA256.test(hubVersion ?? '');
}

function troubleOfStatus({ method, status, line, isByTcp }: StreamAnswer): StreamTrouble | undefined {
  if (method === 'SETUP' && status === 200 && !isByTcp) {
    return { reason: 'transport_refused', detail: 'The camera sends its stream by UDP although it was asked for TCP' };
  }
  if (status === 200) return undefined;
  if (status === 401) return { reason: 'auth_failed', detail: 'The camera refuses the user name or password' };
  if (status === 404) return { reason: 'not_found', detail: 'The camera answers, but gives no stream at this path (404)' };
  if (status === 461 && method === 'SETUP') {
    return { reason: 'transport_refused', detail: 'The camera refuses to send its stream over TCP (461 Unsupported Transport)' };
  }
  return { reason: 'camera_error', detail: `The camera answers “${line}”${HINTS[status] ?? ''}` };
}
