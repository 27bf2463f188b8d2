import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EventsAnswer } from '#shared/events.ts';
import { Cameras } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const KEEPER = path.join(import.meta.dirname, '../../scripts/keep-running.ts');
/** An endless chain of microtasks: what a loop does that waits without looking at its signal. */
const FREEZE = "process.on('SIGUSR2', async () => { for (;;) await null; });";
const asImport = (code: string): string => `--import data:text/javascript,${encodeURIComponent(code)}`;

live('a server that npm start keeps running', () => {
  test('is ended by its watchdog when it freezes, records meanwhile, is back by itself and says what happened', {
    timeout: 240_000,
  }, async () => {
    await using cameras = await Cameras.start({ cameras: '1:h264-silent' });
    const env = { ...cameraEnv(1, (camera) => cameras.url(camera)), SEGMENT_DURATION: '10', NODE_OPTIONS: asImport(FREEZE) };
    await using nvr = await (await Nvr.start({ program: KEEPER, env })).signIn();
    const frames = async (): Promise<number> => (await cameras.counts(1)).streams.main.framesSent;
    const isReady = (): number => nvr.output.filter((line) => line.includes('Mini-NVR is ready')).length;
    await nvr.until(async () => (await frames()) > 40, 30_000, 'the camera is recorded');

    const [server = 0] = childrenOf(nvr.pid);
    process.kill(server, 'SIGUSR2');
    await nvr.until(async () => nvr.output.some((line) => line.includes('the server has stood still')), 60_000, 'the watchdog ends it');
    const sentMeanwhile = await frames();
    await nvr.until(async () => isReady() === 2, 60_000, 'it is started again');
    const { events } = await nvr.json<EventsAnswer>('/api/events?kind=stood_still');
    const isRunning = childrenOf(nvr.pid).length === 1;
    const { code } = await nvr.end('SIGTERM');

    expect(sentMeanwhile).toBeGreaterThan(29 * 20); // it was sent to the recorder for all of the thirty seconds
    expect(events[0]?.text).toMatch(/had stood still for \d\d s and was ended by its watchdog/);
    expect(isRunning).toBe(true);
    expect(code).toBe(0);
  });
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}
