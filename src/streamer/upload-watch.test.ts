import { expect, test } from 'vitest';
import type { UploadFigures } from '../rtmp/rtmp.ts';
import { UPLOAD_LIMITS, UploadWatch } from './upload-watch.ts';

const RATE = 500_000;
const NOTHING: UploadFigures = { queuedBytes: 0, takenBytes: 0, acknowledgedBytes: 0, acknowledgements: 0, lateBytes: 0 };

/** Looks each half second, from `first` to before `end` seconds. */
function watchFor(
  watch: UploadWatch,
  [first, end]: readonly [number, number],
  figuresAt: (second: number) => Partial<UploadFigures>,
): void {
  for (let second = first; second < end; second += 0.5) watch.look(second * 1000, { ...NOTHING, ...figuresAt(second) }, RATE);
}

test('pictures are known to arrive when more is acknowledged than was sent before the first of them', () => {
  const watch = new UploadWatch(UPLOAD_LIMITS, 0);
  watch.begin(0, { ...NOTHING, takenBytes: 3000, queuedBytes: 400 });
  watch.look(500, { ...NOTHING, takenBytes: 90_000, queuedBytes: 1, acknowledgedBytes: 3400, acknowledgements: 1 }, RATE);
  expect(watch.isConfirmed).toBe(false);

  watch.look(1000, { ...NOTHING, takenBytes: 90_000, queuedBytes: 1, acknowledgedBytes: 65_536, acknowledgements: 2 }, RATE);

  expect(watch.isConfirmed).toBe(true);
});

test('a server that never says anything is believed after 3 s, when nothing waits', () => {
  const watch = new UploadWatch(UPLOAD_LIMITS, 0);
  watch.begin(0, NOTHING);

  watch.look(2500, { ...NOTHING, takenBytes: 500_000 }, RATE);
  expect(watch.isConfirmed).toBe(false);
  watch.look(3000, { ...NOTHING, takenBytes: 600_000, queuedBytes: 10 }, RATE);
  expect(watch.isConfirmed).toBe(false);
  watch.look(3500, { ...NOTHING, takenBytes: 700_000 }, RATE);
  expect(watch.isConfirmed).toBe(true);
});

test('an upload is slow when more than 2 s of the stream wait for 2 s, and until it was well for 15 s', () => {
  const watch = new UploadWatch(UPLOAD_LIMITS, 0);
  const late = (second: number): Partial<UploadFigures> => ({ takenBytes: second * 1000, lateBytes: 2.5 * RATE, acknowledgements: second });
  watchFor(watch, [0, 1.5], late); // all since the newest keyframe, at once
  watchFor(watch, [1.5, 3], (second) => ({ takenBytes: second * 1000 }));
  expect(watch.isSlow).toBe(false);

  watchFor(watch, [3, 6], late);
  expect(watch.isSlow).toBe(true);
  watchFor(watch, [6, 20], (second) => ({ takenBytes: second * 1000 }));
  expect(watch.isSlow).toBe(true);
  watchFor(watch, [20, 22], (second) => ({ takenBytes: second * 1000 }));
  expect([watch.isSlow, watch.isHung]).toEqual([false, false]);
});

test.each<[string, (second: number) => Partial<UploadFigures>]>([
  ['the connection takes nothing', () => ({ takenBytes: 1000, queuedBytes: 5000 })],
  [
    'the server acknowledges nothing of what the connection takes',
    (second) => ({ takenBytes: second * RATE, lateBytes: second * RATE + 1 }),
  ],
])('a session hangs when for 10 s %s', (_what, figuresAt) => {
  const watch = new UploadWatch(UPLOAD_LIMITS, 0);

  watchFor(watch, [0, 10], figuresAt);
  expect(watch.isHung).toBe(false);
  watchFor(watch, [10, 12], figuresAt);

  expect(watch.isHung).toBe(true);
});

test('pictures are left out up to a keyframe when it has caught up, and sound only when even it does not get through', () => {
  const watch = new UploadWatch(UPLOAD_LIMITS, 0);
  const waiting = (seconds: number): UploadFigures => ({ ...NOTHING, queuedBytes: seconds * RATE });
  const asked = (
    [
      ['picture', 5],
      ['picture', 6.5],
      ['sound', 5],
      ['sound', 6.5],
      ['keyframe', 3],
      ['picture', 1],
      ['keyframe', 1],
      ['picture', 1],
    ] as const
  ).map(([frame, seconds]) => watch.mustLeaveOut(frame, waiting(seconds), RATE));

  expect(asked).toEqual([false, true, false, true, true, true, false, false]);
});
