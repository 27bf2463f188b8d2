import { expect, test, vi } from 'vitest';
import type { CameraCheckAnswer } from '#shared/health.ts';
import type { Answer } from '../client/answer.ts';
import { bareError } from '../client/answer.ts';
import { Doctor, stageAt } from './doctor.ts';

function found(channel: number): Answer<CameraCheckAnswer> {
  return { kind: 'success', value: { channel, at: '2026-11-22T10:00:00Z', tookMs: 5000, verdict: 'good', findings: [], picture: null } };
}

/** A server that answers when it is told to. */
class Surgery {
  readonly asked: number[] = [];
  readonly #answers: ((answer: Answer<CameraCheckAnswer>) => void)[] = [];
  readonly doctor = new Doctor({
    clock: { now: () => 1000 },
    check: (channel) => {
      this.asked.push(channel);
      return new Promise((resolve) => this.#answers.push(resolve));
    },
  });

  answer(answer: Answer<CameraCheckAnswer>): void {
    this.#answers.shift()?.(answer);
  }

  phases(): Record<number, string> {
    return Object.fromEntries([...this.doctor.getSnapshot()].map(([channel, { phase }]) => [channel, phase]));
  }
}

test('cameras are visited one after the other', async () => {
  const surgery = new Surgery();

  surgery.doctor.check([1, 2]);
  surgery.doctor.check([2, 1, 3]);
  const first = surgery.phases();
  surgery.answer(found(1));
  await vi.waitFor(() => expect(surgery.asked).toEqual([1, 2]));

  expect(first).toEqual({ 1: 'looking', 2: 'waiting', 3: 'waiting' });
  expect(surgery.phases()).toEqual({ 1: 'done', 2: 'looking', 3: 'waiting' });
});

test('a failure of one does not keep the next from its turn', async () => {
  const surgery = new Surgery();

  surgery.doctor.check([1, 2]);
  surgery.answer({ kind: 'error', error: bareError(503) });
  await vi.waitFor(() => expect(surgery.asked).toEqual([1, 2]));
  surgery.answer(found(2));
  await vi.waitFor(() => expect(surgery.phases()).toEqual({ 1: 'failed', 2: 'done' }));
});

test('who is stopped forgets those that wait, and can be sent again', async () => {
  const surgery = new Surgery();

  surgery.doctor.check([1, 2, 3]);
  surgery.answer(found(1));
  await vi.waitFor(() => expect(surgery.asked).toEqual([1, 2]));
  surgery.doctor.stop();
  const stopped = surgery.phases();
  surgery.answer(found(2));
  surgery.doctor.check([3]);
  await vi.waitFor(() => expect(surgery.asked).toEqual([1, 2, 3]));

  expect(stopped).toEqual({ 1: 'done' });
  expect(surgery.phases()).toEqual({ 1: 'done', 3: 'looking' });
});

test('progress goes on, and is never complete by itself', () => {
  expect([0, 2000, 6000, 600_000].map((ms) => stageAt(ms).stage)).toEqual(['connecting', 'looking', 'finishing', 'finishing']);
  expect(stageAt(2000).share).toBeLessThan(stageAt(4000).share);
  expect(stageAt(600_000).share).toBeLessThan(1);
});
