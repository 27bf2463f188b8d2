import { expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { OnvifDevice } from '../../test/fakes/onvif-device.ts';
import { probe } from './probe.ts';
import { readProbeMatch } from './probe-match.ts';

test('finds a device once, at the address it answered from', async () => {
  await using device = await OnvifDevice.start({ name: 'Front door' });
  const port = await device.listen();

  const found = await probe({ waitMs: 600, clock: systemClock, from: ['127.0.0.1'], port });

  expect(found).toEqual([{ url: device.url, name: 'Front door, T-1' }]);
});

test('finds nothing where nobody answers sensibly', async () => {
  await using device = await OnvifDevice.start();
  const port = await device.listen('<Envelope><XAddrs></XAddrs>');

  expect(await probe({ waitMs: 300, clock: systemClock, from: ['127.0.0.1'], port })).toEqual([]);
});

test('the address a device claims is not believed', () => {
  const claim = '<d:XAddrs>http://203.0.113.66:8080/onvif/x</d:XAddrs>';

  expect(readProbeMatch(claim, '192.168.1.20')?.url.href).toBe('http://192.168.1.20:8080/onvif/x');
});

test.each([
  ['no address', '<d:XAddrs/><d:Scopes>x</d:Scopes>'],
  ['another protocol', '<d:XAddrs>file:///etc/passwd gopher://x</d:XAddrs>'],
  ['a user in its address', '<d:XAddrs>http://a:b@192.168.1.20/</d:XAddrs>'],
  ['an element that never ends', '<d:XAddrs'],
  ['more than any device has to tell', `<d:XAddrs>http://192.168.1.20/</d:XAddrs>${' '.repeat(40_000)}`],
  ['names without end', `${'<XAddrs'.repeat(4_000)}`],
])('an answer with %s is left out', (_what, datagram) => {
  expect(readProbeMatch(datagram, '192.168.1.20')).toBeUndefined();
});

test('a name cannot drive the terminal', () => {
  const datagram = `<XAddrs>http://192.168.1.20/</XAddrs><Scopes>onvif://www.onvif.org/name/%1B%5B2J%E2%80%AEevil%0AWEB_PORT=1</Scopes>`;

  expect(readProbeMatch(datagram, '192.168.1.20')?.name).toBe('[2J evil WEB_PORT=1');
});
