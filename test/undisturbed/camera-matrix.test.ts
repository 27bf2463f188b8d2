import { beforeAll, expect, test } from 'vitest';
import { missingFor } from '../cameras/camera-farm.ts';
import { CELLS } from '../cameras/cells.ts';
import { type Judgement, judge } from '../cameras/judge.ts';
import { observe } from '../cameras/observe.ts';
import { live } from '../fakes/live.ts';

/** Five files of ten seconds, and the time in which the slowest of these begins. */
const SECONDS = 45;

const cells = CELLS.filter(({ isSelected }) => isSelected).map((cell) => ({ ...cell, missing: missingFor(cell) }));
const judged = cells.filter(({ missing }) => missing === undefined);

live('a selection of the camera matrix, side by side in one product (all of it: npm run test:cameras)', () => {
  const judgements = new Map<string, Judgement>();

  beforeAll(async () => {
    const seen = await observe(judged, SECONDS);
    for (const [index, cell] of judged.entries()) {
      const observation = seen[index];
      if (observation) judgements.set(cell.id, judge(cell, observation));
    }
  }, 240_000);

  test.for(cells)('$title: what is recorded and what is told is right', ({ id, missing }, { skip }) => {
    skip(missing !== undefined, missing);

    expect(judgements.get(id)?.wrong).toEqual([]);
  });
});
