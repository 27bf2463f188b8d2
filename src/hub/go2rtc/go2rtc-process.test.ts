import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import type { Clock } from '../../lib/clock.ts';
import { HubUnreachable } from '../../lib/errors.ts';
import { silentLog } from '../../lib/log.ts';
import type { Go2rtcClient } from './go2rtc-client.ts';
import { keepGo2rtcAlive } from './go2rtc-process.ts';

const TWO_SECONDS = 2000;

test('a hub whose answers could not be heard because we stood still ourselves is left alone; one that is silent is ended', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'go2rtc-'));
  const binary = path.join(folder, 'go2rtc');
  writeFileSync(binary, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
  const real = new FakeClock();
  let stalledMs = 0;
  const clock: Clock = {
    now: () => real.now(),
    monotonic: () => real.monotonic() + stalledMs,
    sleep: (ms, signal) => real.sleep(ms, signal),
  };
  const ups: string[] = [];
  const downs: string[] = [];
  let isSilent = false;
  const info = async (): Promise<{ version: string; configPath: string }> => {
    if (isSilent) throw new HubUnreachable('no answer');
    return { version: '1.9.14', configPath: 'go2rtc.yaml' };
  };
  const over = new AbortController();
  const alive = keepGo2rtcAlive(
    {
      ...{
        binary,
        clock,
        configPath: 'go2rtc.yaml',
        memoryLimitBytes: () => 1e9,
        log: silentLog(),
        onLine: () => undefined,
        onHeavy: () => undefined,
      },
      client: { info } as unknown as Go2rtcClient, // all that is asked of it here
      onUp: (version) => ups.push(version),
      onDown: (reason) => downs.push(reason),
    },
    over.signal,
  );
  await vi.waitFor(() => expect(ups).toEqual(['1.9.14']));

  isSilent = true;
  for (let stall = 0; stall < 5; stall++) {
    stalledMs += 30_000;
    await real.advance(TWO_SECONDS);
  }
  const afterStalls = [...downs];
  for (let probe = 0; probe < 3; probe++) await real.advance(TWO_SECONDS);
  await vi.waitFor(() => expect(downs).toEqual(['go2rtc hangs: it does not answer any more']), 10_000);
  over.abort();
  await alive;
  rmSync(folder, { recursive: true, force: true });

  expect(afterStalls).toEqual([]);
});
