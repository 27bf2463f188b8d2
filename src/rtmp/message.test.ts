import { expect, test } from 'vitest';
import { decodeAmf, encodeAmf } from './amf.ts';
import { encodeMessage, MESSAGE, MessageReader } from './message.ts';

const message = (timestamp: number, bytes: number) => ({ type: MESSAGE.video, streamId: 1, timestamp, payload: Buffer.alloc(bytes, 7) });

test('a message comes out of its chunks as it went in, however the bytes are cut', () => {
  for (const sent of [message(0, 10), message(40, 5000), message(0xfffffe, 300), message(0xffffff, 300), message(40_000_000, 5000)]) {
    const bytes = encodeMessage(sent, 4, 128);
    const whole = new MessageReader().push(bytes);
    const reader = new MessageReader();
    const byBytes = [...bytes].flatMap((byte) => reader.push(Buffer.from([byte])));

    expect(whole).toEqual([sent]);
    expect(byBytes).toEqual([sent]);
  }
});

test('a new chunk size of the sender is heeded', () => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(4096);
  const change = encodeMessage({ type: MESSAGE.chunkSize, streamId: 0, timestamp: 0, payload: size }, 2, 128);

  const messages = new MessageReader().push(Buffer.concat([change, encodeMessage(message(5, 9000), 4, 4096)]));

  expect(messages.at(-1)?.payload.length).toBe(9000);
});

test('a message without end is refused', () => {
  const bytes = encodeMessage(message(0, 10), 4, 128);
  bytes.writeUIntBE(0xffffff, 4, 3);

  expect(() => new MessageReader().push(bytes)).toThrow('too long');
});

test('AMF values come back as they were, and half a value is left out', () => {
  const values = ['connect', 1, { app: 'live2', flags: true, list: null }, null, 'Ü'] as const;
  const bytes = encodeAmf(...values);

  expect(decodeAmf(bytes)).toEqual(values);
  expect(decodeAmf(bytes.subarray(0, -1))).toEqual(values.slice(0, -1));
  expect(decodeAmf(Buffer.from([3, 3, 3, 3]))).toEqual([]);
});
