import { expect, test } from 'vitest';
import { authorizationFor, nameOfLogin, readLoginMethod } from './login.ts';

test.each([
  ['Digest realm="cam", nonce="n1"', 'digest MD5', false],
  ['Digest realm="cam", nonce="n1", algorithm=MD5', 'digest MD5', false],
  ['Digest realm="cam", nonce="n1", algorithm=SHA-256', 'digest SHA-256', false],
  ['digest qop="auth", realm="IP Camera(12)", nonce="n1", algorithm="SHA-256"', 'digest SHA-256', true],
  ['Basic realm="/"', 'basic', false],
  ['Negotiate', 'other', false],
  ['', 'other', false],
])('%s is a login by %s', (header, name, isQuoted) => {
  const method = readLoginMethod(header);

  expect({ name: nameOfLogin(method), isQuoted: method.isQuoted }).toEqual({ name, isQuoted });
});

// reckoned by hand: H(H(user:realm:password):nonce:H(method:uri))
test.each([
  ['MD5', '970d4d9cf674286a4c5631a5024326b1'],
  ['SHA-256', 'a42f9598474bd561d493a6e97329a233b6f889b3c0da8520c45ce7e206ef685b'],
])('answers a digest by %s', (algorithm, response) => {
  const method = readLoginMethod(`Digest realm="http-auth@example.org", nonce="n", algorithm=${algorithm}`);
  const text = authorizationFor(method, { method: 'DESCRIBE', uri: 'rtsp://h/x' }, { user: 'Mufasa', password: 'Circle of Life' });

  const known = `username="Mufasa", realm="http-auth@example.org", nonce="n", uri="rtsp://h/x", response="${response}"`;
  expect(text).toBe(`Digest ${known}${algorithm === 'MD5' ? '' : ', algorithm=SHA-256'}`);
});

test('answers no login that it does not know', () => {
  const login = { user: 'u', password: 'p' };

  expect(
    authorizationFor(readLoginMethod('Digest realm="r", nonce="n", algorithm=SHA-512-256'), { method: 'M', uri: 'u' }, login),
  ).toBeUndefined();
  expect(authorizationFor(readLoginMethod('Negotiate'), { method: 'M', uri: 'u' }, login)).toBeUndefined();
  expect(authorizationFor(readLoginMethod('Basic realm="r"'), { method: 'M', uri: 'u' }, login)).toBe('Basic dTpw');
});
