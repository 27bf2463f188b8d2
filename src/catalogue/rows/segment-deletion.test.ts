import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Database } from '../../database/database.ts';
import { silentLog } from '../../lib/log.ts';
import { Catalogue } from '../catalogue.ts';

const START = Date.UTC(2026, 0, 1);
const TEN = 600_000;
const MOST = 20_000;

/** The databases that these questions are asked of. */
const DIALECTS = [['SQLite', 'sqlite::memory:']] as const;

test.each(DIALECTS)(
  '%s: as many segments as one act may take are marked while others have their turn; one more is refused',
  async (_, url) => {
    await using database = await Database.open({ url, folder: '', log: silentLog() });
    await using catalogue = await Catalogue.open({ database, clock: new FakeClock(START), log: silentLog() });
    const rows = Array.from({ length: MOST + 1 }, (__, at) => ({
      ...{ channel: 1, path: `ch1/2026-01-01/${at}.mkv`, date: '2026-01-01', container: 'mkv' as const, problem: null },
      ...{ started_at: START + at * TEN, ended_at: START + (at + 1) * TEN, duration_ms: TEN, size_bytes: 10 },
    }));
    for (let at = 0; at < rows.length; at += 1_000)
      await database.kysely
        .insertInto('segments')
        .values(rows.slice(at, at + 1_000))
        .execute();
    const wish = (segments: number) => ({ channels: [1], from: START, to: START + segments * TEN, mayEnd: () => false });
    let turns = 0;
    const count = setInterval(() => turns++, 0);

    const refused = catalogue.planDeletion(wish(MOST + 1));
    await expect(refused).rejects.toMatchObject({ code: 'input-invalid' });
    const plans = await catalogue.planDeletion(wish(MOST));
    turns = 0;
    const marked = await catalogue.beginDeletion(plans);
    clearInterval(count);

    expect(marked).toHaveLength(MOST);
    expect(turns).toBeGreaterThan(10);
    expect(await catalogue.questions.segmentsIn(1, START, START + (MOST + 1) * TEN)).toHaveLength(1);
  },
);
