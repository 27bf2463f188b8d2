import { createHmac, randomBytes } from 'node:crypto';
import { isSameText } from './csrf.ts';

const ID_BYTES = 16;
const TOKEN = /^([\w-]{22})\.[\w-]{43}$/;

/** What a browser keeps that has signed in as a user: it opens nothing, it only tells the browser from strangers who guess his password. */
export function deviceTokenOf(key: string, user: string, id: string = randomBytes(ID_BYTES).toString('base64url')): string {
  return `${id}.${createHmac('sha256', key).update(`device\n${id}\n${user}`).digest('base64url')}`;
}

/** Which browser a token belongs to; null when it is none of ours, or another user's. */
export function deviceIdOf(key: string, user: string, token: string | undefined): string | null {
  const [, id = ''] = TOKEN.exec(token ?? '') ?? [];
  return token !== undefined && id !== '' && isSameText(token, deviceTokenOf(key, user, id)) ? id : null;
}
