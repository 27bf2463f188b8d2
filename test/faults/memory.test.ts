import { expect, test } from 'vitest';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { hostileRequests } from '../fakes/hostile-requests.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr, USER } from '../fakes/nvr.ts';
import { type Held, ProcessMemory } from '../fakes/process-memory.ts';
import { Visitor } from '../fakes/visitor.ts';

const ROUNDS = Number(process.env.MEMORY_ROUNDS ?? 3);
const REQUESTS = 5_000;
/** What a round may leave behind: caches that still fill, compiled code. A leak of 1.2 kB a request is more. */
const HEAP_ALLOWANCE = 6e6;
/** V8 and malloc keep freed pages as they like; what is lost to them in each round would come on top. */
const RSS_ALLOWANCE = 30e6;

live('the memory of a started product', () => {
  test('does not grow with odd requests', { timeout: 600_000 }, async () => {
    await using cameras = await Cameras.start({ cameras: '1:h264-aac' });
    const [inspector = 0] = await freePorts(1);
    const env = { ...cameraEnv(1, (camera) => cameras.url(camera)), NODE_OPTIONS: `--inspect=127.0.0.1:${inspector}` };
    await using nvr = await Nvr.start({ env });
    using memory = await ProcessMemory.of(nvr.pid, inspector);
    const visitor = new Visitor(nvr.url.replace('localhost', '127.0.0.1'));
    await visitor.login(USER.username, USER.password);
    const cookie = visitor.cookieHeader;
    const seed = Date.now() % 1_000_000;
    const rounds: Held[] = [await memory.held()];

    for (let round = 1; round <= ROUNDS; round++) {
      for (const { path, headers, ...rest } of hostileRequests(REQUESTS, seed + round))
        await visitor.ask(path, { ...rest, headers: { cookie, ...headers } });
      rounds.push(await memory.held());
      console.log(`seed ${seed}, round ${round}`, inMegabytes(rounds));
    }

    const [before, after] = rounds.slice(-2) as [Held, Held];
    expect(after.heapUsed - before.heapUsed).toBeLessThan(HEAP_ALLOWANCE);
    expect(after.external - before.external).toBeLessThan(HEAP_ALLOWANCE);
    expect(after.rss - before.rss).toBeLessThan(RSS_ALLOWANCE);
  });
});

function inMegabytes(rounds: readonly Held[]): string[] {
  return rounds.map((held) =>
    Object.entries(held)
      .map(([name, bytes]) => `${name} ${(bytes / 1e6).toFixed(1)}`)
      .join(', '),
  );
}
