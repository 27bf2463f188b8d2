import { messageOf, systemCodeOf } from '../../lib/errors.ts';

export interface Call {
  readonly url: URL;
  /** JSON to be sent by POST; without it the address is called by GET. */
  readonly json?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Calls somebody else's server. Certificates are checked, redirects are not followed: the address may be a secret.
 * @throws Error with a message that holds nothing of the address
 */
export async function call({ url, json, timeoutMs, signal }: Call): Promise<void> {
  const { address, headers } = withoutLogin(url);
  const tooLate = AbortSignal.timeout(timeoutMs);
  const answer = await fetch(address, {
    method: json === undefined ? 'GET' : 'POST',
    body: json,
    headers: { ...headers, 'user-agent': 'Mini-NVR', ...(json !== undefined && { 'content-type': 'application/json' }) },
    redirect: 'manual',
    signal: AbortSignal.any([signal, tooLate]),
  }).catch((error: unknown) => {
    throw new Error(tooLate.aborted ? `no answer within ${timeoutMs / 1000} s` : failureOf(error));
  });
  await answer.body?.cancel().catch(() => undefined);
  if (!answer.ok) throw new Error(`it answers ${answer.status}`);
}

/** fetch refuses addresses with a user and password in them. */
function withoutLogin(url: URL): { address: URL; headers: Record<string, string> } {
  if (url.username === '' && url.password === '') return { address: url, headers: {} };
  const address = new URL(url);
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  address.username = '';
  address.password = '';
  return { address, headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } };
}

/** fetch says only "fetch failed"; its cause knows why. */
function failureOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return systemCodeOf(cause) ?? systemCodeOf(error) ?? messageOf(cause ?? error);
}
