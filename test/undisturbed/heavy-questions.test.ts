import { expect, test } from 'vitest';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { fillCatalogue } from '../fakes/full-catalogue.ts';
import { live } from '../fakes/live.ts';

const YEAR_MS = 365 * 86_400_000;

live('questions about years of recordings', () => {
  test('are refused or answered while every frame is kept', async () => {
    await using recording = await CountedRecording.start({
      prepare: (home) => fillCatalogue(home, { segments: 5_000, protections: 3_000 }),
    });
    const span = `from=${new Date(Date.now() - 7 * YEAR_MS).toISOString()}&to=${new Date().toISOString()}`;
    const ask = (place: string): Promise<number> => recording.nvr.fetch(place).then(({ status }) => status);

    const repeated = await ask(`/api/exports/estimate?${span}${'&channel=1'.repeat(1_400)}`);
    const listed = await ask('/api/protections');
    const others = await Promise.all(
      [`/api/timeline?${span}`, '/api/events?text=nothing', '/api/storage/history?days=1461', '/api/coverage?month=2025-01'].map(ask),
    );
    await recording.recordOn();
    const outcome = await recording.end();

    expect(repeated).toBe(400);
    expect(listed).toBe(200);
    expect(others).toEqual([400, 200, 200, 200]);
    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
    expect(outcome.healthzP99Ms).toBeLessThan(200);
  });
});
