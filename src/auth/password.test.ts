import { hash as bcrypt } from '@node-rs/bcrypt';
import { describe, expect, test } from 'vitest';
import { costOf, dummyLike, hashPassword, isBcryptHash, isPassword } from './password.ts';

describe('passwords', () => {
  test('are kept as argon2id with the figures of OWASP, each with its own salt', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);

    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await isPassword('correct horse', one)).toBe(true);
    expect(await isPassword('correct house', one)).toBe(false);
  });

  test('are hashed with bcrypt for .env', async () => {
    const hash = await bcrypt('pä55 "w#rd');

    expect(isBcryptHash(hash)).toBe(true);
    expect(await isPassword('pä55 "w#rd', hash)).toBe(true);
    expect(await isPassword('pä55', hash)).toBe(false);
  });

  test.each(['$2a$', '$2b$', '$2y$'])('are recognised behind %s', async (prefix) => {
    const hash = (await bcrypt('secret')).replace('$2b$', prefix);

    expect(isBcryptHash(hash)).toBe(true);
    expect(await isPassword('secret', hash)).toBe(true);
  });

  test.each(['', 'plain', '$2b$11$tooshort', '$argon2id$v=19$m=1$nonsense'])('never match the hash %o', async (hash) => {
    expect(isBcryptHash(hash)).toBe(false);
    expect(await isPassword('plain', hash)).toBe(false);
  });

  test('have dummies that cost the same and match nothing', async () => {
    for (const hash of [await hashPassword('a'), await bcrypt('a')]) {
      const dummy = await dummyLike(hash);

      expect(costOf(dummy)).toBe(costOf(hash));
      expect(await isPassword('a', dummy)).toBe(false);
    }
  });
});
