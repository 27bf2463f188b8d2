import { fstatSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LineFile } from './line-file.ts';

test('lines are handed over as they come, the last one also without its end', async () => {
  const lines: string[] = [];
  using file = LineFile.open((line) => lines.push(line));

  writeSync(file.descriptor, 'one\ntw');
  await expect.poll(() => lines).toEqual(['one']);
  writeSync(file.descriptor, 'o\rü');
  file[Symbol.dispose]();

  expect(lines).toEqual(['one', 'two', 'ü']);
});

test('what has been read is given back, so that a program that talks for months fills nothing', () => {
  let count = 0;
  using file = LineFile.open(() => count++);
  const hundred = 'frame=1\n'.repeat(100);

  let largest = 0;
  for (let round = 0; round < 10_000; round++) {
    writeSync(file.descriptor, hundred);
    file.read();
    largest = Math.max(largest, fstatSync(file.descriptor).size);
  }

  expect(count).toBe(1_000_000);
  expect(largest).toBeLessThan(1.1 * 2 ** 20);
});
