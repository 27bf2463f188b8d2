import { expect, test } from 'vitest';
import { deviceOf } from './device-name.ts';

const like = (system: string, rest: string) => `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`;

test.each([
  [like('X11; Linux x86_64', 'Chrome/156.0.0.0 Safari/537.36'), 'Chrome', 'Linux'],
  [like('Windows NT 10.0; Win64; x64', 'Chrome/150.0.0.0 Safari/537.36 Edg/150.0'), 'Edge', 'Windows'],
  [like('iPhone; CPU iPhone OS 18_0 like Mac OS X', 'Version/18.0 Mobile/15E148 Safari/604.1'), 'Safari', 'iPhone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'macOS'],
])('%s is %s on %s', (userAgent, browser, system) => {
  expect(deviceOf(userAgent)).toEqual({ browser, system });
});

test('a program is no device we know', () => {
  expect(deviceOf('curl/8.5.0')).toBeNull();
  expect(deviceOf(null)).toBeNull();
});
