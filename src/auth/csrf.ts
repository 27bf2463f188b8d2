import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a CSRF token is made from: a session it is worth nothing without. */
export interface CsrfBound {
  readonly idHash: string;
  readonly csrfSalt: string;
}

/** The token of a session: the same for all its tabs, of no use with another session. */
export function csrfTokenOf(key: string, { idHash, csrfSalt }: CsrfBound): string {
  return createHmac('sha256', key).update(`csrf\n${idHash}\n${csrfSalt}`).digest('base64url');
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
