import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import type { LiveSession } from './live-session.ts';
import type { LivePhase } from './live-state.ts';
import { StreamKeeper } from './stream-keeper.ts';

/** A session that only remembers what it was told. */
class ToldSession {
  readonly told: string[] = [];
  phase: LivePhase = { phase: 'live', by: 'mse', delayMs: 500 };

  getSnapshot = () => this.phase;
  renew = (): void => void this.told.push('renew');
  save = (isSaving: boolean): void => {
    if (isSaving) this.told.push('save');
  };

  /** As much of a session as a keeper needs. */
  get asSession(): LiveSession {
    return this as unknown as LiveSession;
  }
}

function kept(wish: { hasSub: boolean; width: number; isSaving: boolean }) {
  const clock = new FakeClock(0);
  const session = new ToldSession();
  const frames = { total: 0, dropped: 0 };
  const keeper = new StreamKeeper({ clock, wish, quality: () => ({ ...frames }) });
  const life = new AbortController();
  void keeper.keep(session.asSession, life.signal);
  return { clock, session, frames, keeper };
}

test('a tile that grows plays the main stream, and says so once', () => {
  const { keeper, session } = kept({ hasSub: true, width: 300, isSaving: false });
  expect(keeper.stream).toBe('sub');

  keeper.wants({ width: 900 });
  keeper.wants({ width: 901 });

  expect(keeper.stream).toBe('main');
  expect(session.told).toEqual(['renew']);
});

test('a link that loses a third of the frames for six seconds gets the sub-stream', async () => {
  const { clock, keeper, frames, session } = kept({ hasSub: true, width: 900, isSaving: false });

  for (let i = 0; i < 3; i++) {
    frames.total += 40;
    frames.dropped += 14;
    await clock.advance(2000);
  }

  expect(keeper.stream).toBe('sub');
  expect(session.told).toEqual(['renew']);
});

test('a main stream this browser cannot play is exchanged for the sub-stream', async () => {
  const { clock, keeper, session } = kept({ hasSub: true, width: 900, isSaving: false });
  session.phase = { phase: 'stills', why: 'unsupported' };

  await clock.advance(2000);

  expect(keeper.stream).toBe('sub');
});

test('saving data costs the moving picture only where there is no sub-stream', () => {
  expect(kept({ hasSub: false, width: 900, isSaving: true }).session.told).toEqual(['save']);
  expect(kept({ hasSub: true, width: 900, isSaving: true }).session.told).toEqual([]);
});
