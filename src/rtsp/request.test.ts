import { expect, test } from 'vitest';
import { RtspReader, type RtspRequest, writeAnswer, writeRequest } from './request.ts';

const DESCRIBE = 'DESCRIBE rtsp://h/cam1 RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Basic c2VjcmV0\r\n\r\n';
const SET = 'SET_PARAMETER rtsp://h/cam1 RTSP/1.0\r\nCSeq: 3\r\nContent-Length: 4\r\n\r\na: b';
const PACKET = Buffer.from([0x24, 1, 0, 3, 7, 8, 9]);

function read(bytes: Buffer, size: number): (RtspRequest | Buffer)[] {
  const reader = new RtspReader();
  const found: (RtspRequest | Buffer)[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(...reader.push(bytes.subarray(at, at + size)));
  return found;
}

test.each([1, 3, 1000])('requests and packets are told apart, %i bytes at a time', (size) => {
  const [describe, packet, set] = read(Buffer.concat([Buffer.from(DESCRIBE), PACKET, Buffer.from(SET)]), size);

  expect(describe).toMatchObject({ method: 'DESCRIBE', uri: 'rtsp://h/cam1' });
  expect(packet).toEqual(PACKET);
  expect(set).toMatchObject({ method: 'SET_PARAMETER', body: Buffer.from('a: b') });
});

test.each([
  'GET / HTTP/1.1\r\n\r\n',
  `DESCRIBE rtsp://h/${'x'.repeat(9_000)}`,
  'DESCRIBE rtsp://h/ RTSP/1.0\r\nno header\r\n\r\n',
  'DESCRIBE rtsp://h/ RTSP/1.0\r\nContent-Length: 5000\r\n\r\n',
  'DESCRIBE rtsp://h/ RTSP/1.0\r\nContent-Length: -1\r\n\r\n',
])('what is no request, or too long, is refused', (text) => {
  expect(() => new RtspReader().push(Buffer.from(text))).toThrow();
});

test('a request goes on under another address, and without its password', () => {
  const [request] = new RtspReader().push(Buffer.from(DESCRIBE));

  expect(writeRequest(request as RtspRequest, 'rtsp://there/x').toString()).toBe('DESCRIBE rtsp://there/x RTSP/1.0\r\ncseq: 2\r\n\r\n');
});

test('an answer carries the number of its request and nothing else of it', () => {
  const [request] = new RtspReader().push(Buffer.from(DESCRIBE.replace('CSeq: 2', 'CSeq: 2 evil')));

  expect(writeAnswer(request as RtspRequest, '200 OK', { Public: 'OPTIONS' })).toBe(
    'RTSP/1.0 200 OK\r\nCSeq: 0\r\nPublic: OPTIONS\r\n\r\n',
  );
});
