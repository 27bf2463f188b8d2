import type { StreamingReason } from '#shared/youtube.ts';
import { IngestFailed, messageOf, systemCodeOf } from '../lib/errors.ts';

const BY_CODE: Readonly<Record<string, readonly [StreamingReason, string]>> = {
  ENOTFOUND: ['dns', 'is not known to the name server'],
  EAI_AGAIN: ['dns', 'cannot be looked up: the name server does not answer'],
  ECONNREFUSED: ['refused', 'refuses the connection'],
  EHOSTUNREACH: ['unreachable', 'cannot be reached from here'],
  ENETUNREACH: ['unreachable', 'cannot be reached: there is no network'],
  ETIMEDOUT: ['timeout', 'does not answer'],
  ECONNRESET: ['closed', 'has closed the connection'],
  EPIPE: ['closed', 'has closed the connection'],
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/;

/** What a socket's error means for people. */
export function failureOf(error: unknown, host: string): IngestFailed {
  if (error instanceof IngestFailed) return error;
  const code = systemCodeOf(error) ?? '';
  const [reason, words] = BY_CODE[code] ?? [];
  if (reason) return new IngestFailed(reason, `${host} ${words}`, { cause: error });
  if (CERTIFICATE.test(code)) {
    return new IngestFailed('certificate', `${host} shows a certificate that is not trusted (${code})`, { cause: error });
  }
  return new IngestFailed('unknown', `The connection to ${host} failed: ${messageOf(error)}`, { cause: error });
}
