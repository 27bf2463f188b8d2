import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash as bcrypt, verify } from '@node-rs/bcrypt';

/** OWASP's figures for argon2id; memory in KiB. */
const ARGON2 = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG_BYTES = 32;

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const ARGON2ID = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const derive = promisify(argon2);

/** Whether a password of the configuration is already a bcrypt hash. */
export function isBcryptHash(password: string): boolean {
  return BCRYPT.test(password);
}

/** How long checking against a hash takes depends on this only: kind and cost, without the salt. */
export function costOf(hash: string): string {
  const [, cost] = BCRYPT.exec(hash) ?? [];
  if (cost) return `bcrypt ${cost}`;
  const [, memory, passes, parallelism] = ARGON2ID.exec(hash) ?? [];
  return `argon2id ${memory} ${passes} ${parallelism}`;
}

/** An argon2id hash in the usual PHC form, for passwords that we store. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive('argon2id', { ...ARGON2, message: password, nonce: salt, tagLength: TAG_BYTES });
  const { memory, passes, parallelism } = ARGON2;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** A hash that no password matches, as costly to check as the given one. */
export async function dummyLike(hash: string): Promise<string> {
  const secret = randomBytes(24).toString('base64url');
  const [, cost] = BCRYPT.exec(hash) ?? [];
  return cost ? await bcrypt(secret, Number(cost)) : await hashPassword(secret);
}

/** Whether the password belongs to the hash, argon2id or bcrypt (whose first 72 bytes count); compared in constant time. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  if (isBcryptHash(hash)) return await verify(password, hash);
  const [, memory, passes, parallelism, salt, tag] = ARGON2ID.exec(hash) ?? [];
  if (salt === undefined || tag === undefined) return false;
  const expected = Buffer.from(tag, 'base64');
  const actual = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
