import { describe, expect, test } from 'vitest';
import { sampleEntries } from '../../test/fakes/fragmented-mp4.ts';
import { box, boxesIn, fullBox } from './box.ts';
import { codecString } from './codec-string.ts';

/** The name of a sample entry that holds just these boxes. */
function nameOf(type: string, ...content: readonly Uint8Array[]): string {
  const bytes = box(type, ...content);
  const [entry] = boxesIn(bytes);
  return entry ? codecString(bytes, entry) : '';
}

function hvcC(hex: string): Buffer {
  return box('hvcC', Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

describe('the codec string', () => {
  test('of H.264 is profile, constraints and level', () => {
    expect(nameOf('avc1', box('avcC', Buffer.from('01640028ff', 'hex')))).toBe('avc1.640028');
    expect(nameOf('avc3', box('avcC', Buffer.from('0142c01eff', 'hex')))).toBe('avc3.42c01e');
  });

  test('of H.265 has its flags in reverse and leaves out constraints that are 0', () => {
    expect(nameOf('hvc1', hvcC('01 01 60000000 900000000000 5d'))).toBe('hvc1.1.6.L93.90');
    expect(nameOf('hvc1', hvcC('01 01 60000000 000000000000 5d'))).toBe('hvc1.1.6.L93');
    expect(nameOf('hev1', hvcC('01 22 20000000 b00000000000 99'))).toBe('hev1.2.4.H153.B0');
    expect(nameOf('hvc1', hvcC('01 44 08000000 9008000000ff 78'))).toBe('hvc1.A4.10.L120.90.8.0.0.0.FF');
  });

  test('of AAC says which', () => {
    const [entry] = boxesIn(sampleEntries.aac);

    expect(entry && codecString(sampleEntries.aac, { ...entry, body: entry.body + 28 })).toBe('mp4a.40.2');
    const sizesAndRates = '00'.repeat(11);
    const esds = (hex: string): Buffer => fullBox('esds', 0, 0, Buffer.from(hex, 'hex'));
    expect(nameOf('mp4a', esds(`03190001000411 6b15${sizesAndRates}`.replace(' ', '')))).toBe('mp4a.6b');
    expect(nameOf('mp4a', esds(`03190001000413 4015${sizesAndRates}0502f948`.replace(' ', '')))).toBe('mp4a.40.42');
  });

  test('of others is what they are called', () => {
    expect(nameOf('Opus', box('dOps'))).toBe('opus');
    expect(nameOf('fLaC', box('dfLa'))).toBe('flac');
    expect(nameOf('mp4v', box('esds', Buffer.alloc(3)))).toBe('mp4v');
    expect(nameOf('avc1', box('avcC', Buffer.alloc(2)))).toBe('avc1');
    expect(nameOf('hvc1')).toBe('hvc1');
  });
});
