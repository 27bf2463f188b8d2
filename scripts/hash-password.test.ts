import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { verify } from '@node-rs/bcrypt';
import { describe, expect, test } from 'vitest';

const SCRIPT = new URL('./hash-password.ts', import.meta.url).pathname;

async function hashPassword(input: string): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [SCRIPT]);
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

describe('hash-password', () => {
  test('prints a bcrypt hash of the first line and how to write it', async () => {
    const { code, out, err } = await hashPassword('pässword #1\n');

    expect(code).toBe(0);
    expect(out).toMatch(/^\$2b\$11\$\S{53}\n$/);
    expect(await verify('pässword #1', out.trim())).toBe(true);
    expect(err).toBe("In .env write it in single quotes, because it holds $ signs: pass1='…'\n");
  });

  test.each([
    ['', 'The password is empty.\n'],
    ['ü'.repeat(37), 'The password has 74 bytes, and bcrypt looks at the first 72 only: choose a shorter one.\n'],
  ])('refuses "%s"', async (input, message) => {
    expect(await hashPassword(`${input}\n`)).toEqual({ code: 1, out: '', err: message });
  });
});
