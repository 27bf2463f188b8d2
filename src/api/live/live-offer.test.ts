import { describe, expect, test } from 'vitest';
import { madeUpOffer, realOffer } from '../../../test/fakes/offers.ts';
import { cleanOffer, isCandidate } from './live-offer.ts';

const CANDIDATE =
  'candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 10.0.0.1 rport 46154 generation 0 ufrag x network-cost 999';

describe('an offer', () => {
  test('keeps what a connection needs, and loses whatever does not belong there', () => {
    const offer = realOffer().replace(
      'a=rtcp-mux',
      `a=rtcp-mux\r\na=ssrc:1 cname:evil\r\na=${CANDIDATE}\r\na=candidate:nonsense\r\na=x-unknown:1`,
    );

    const clean = cleanOffer(offer);

    for (const kept of ['m=video 9 UDP/TLS/RTP/SAVPF 102', 'a=group:BUNDLE 0 1', 'a=rtpmap:102 H264/90000', 'a=recvonly', `a=${CANDIDATE}`])
      expect(clean.split('\r\n')).toContain(kept);
    expect(clean).not.toMatch(/ssrc|nonsense|x-unknown/);
    expect(cleanOffer(clean)).toBe(clean);
  });

  test('may say for all sections what a connection needs, as Firefox does, which also says there that it would send', () => {
    const print = /a=fingerprint:.*/.exec(realOffer())?.[0] ?? '';
    const offer = realOffer()
      .replace('t=0 0\r\n', `t=0 0\r\na=sendrecv\r\n${print}\r\n`)
      .replaceAll(/\r\na=fingerprint:.*(?=\r\na=setup)/g, '');

    expect(cleanOffer(offer).split('\r\n')).toContain(print);
  });

  test.each([
    ['that sends', realOffer({ direction: 'sendonly' })],
    ['that also sends', realOffer({ direction: 'sendrecv' })],
    ['that does not say its direction, which means both', realOffer().replaceAll('a=recvonly\r\n', '')],
    ['of which one section sends', realOffer().replace('a=recvonly', 'a=sendonly')],
    ['that says both', realOffer().replace('a=recvonly', 'a=recvonly\r\na=sendonly')],
    ['that receives nothing', realOffer().replaceAll('a=recvonly', 'a=inactive')],
    ['with a channel for data', realOffer({ more: ['application'] })],
    ['with two videos', realOffer({ more: ['video'] })],
    ['with three sections', realOffer({ more: ['audio', 'audio'] })],
    ['without sections', 'v=0\r\n'],
    ['that cannot lead to a connection', madeUpOffer()],
    ['without a fingerprint', realOffer().replaceAll(/a=fingerprint.*\r\n/g, '')],
    ['with a fingerprint that is none', realOffer().replaceAll(/sha-256 .*/g, 'sha-256 xx')],
    ['without mids', realOffer().replaceAll(/a=mid.*\r\n/g, '')],
    ['with one mid twice', realOffer().replaceAll(/a=mid:1/g, 'a=mid:0')],
    ['with two transports', realOffer().replace(/a=ice-ufrag:\w+/, 'a=ice-ufrag:other')],
  ])('%s is refused', (_, offer) => {
    expect(() => cleanOffer(offer)).toThrow('This WebRTC offer is not accepted');
  });
});

test.each([
  [CANDIDATE, true],
  [`a=${CANDIDATE}`, true],
  ['candidate:1 1 udp 2113937151 6f7c2a4e-0000-4000-8000-000000000000.local 50000 typ host generation 0', true],
  ['candidate:1 1 tcp 1518280447 fe80::1 9 typ host tcptype active', true],
  ['', true],
  ['candidate:1 1 udp 99999999999 192.0.2.7 1 typ host', false],
  ['candidate:1 1 udp 1 192.0.2.7 99999 typ host', false],
  ['candidate:1 3 udp 1 192.0.2.7 1 typ host', false],
  ['candidate:x', false],
])('%s is a candidate: %s', (text, expected) => {
  expect(isCandidate(text)).toBe(expected);
});
