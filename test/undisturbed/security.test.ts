import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Export } from '#shared/exports.ts';
import type { ShareMade } from '#shared/shares.ts';
import { ApiWorld } from '../fakes/api-world.ts';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';
import { USER } from '../fakes/nvr.ts';
import { CALLERS, type Caller, type Known, type RouteAttack, routeAttacks } from '../fakes/route-attacks.ts';
import { type Answer, Visitor } from '../fakes/visitor.ts';

/** `npm run test:security -- <seed> <count>` sets them. */
const SEED = Number(process.env.SECURITY_SEED ?? 7);
const COUNT = Number(process.env.SECURITY_COUNT ?? 10_000);
const AT_ONCE = 8;

/** With every sign that means something to a URL, a shell or JSON. */
const CANARIES = {
  camera: 'c@nary:1/x#%41&"é',
  bert: 'b€rt "canary" \\ 2\'',
  key: 'canary-stream-key-3',
  otherKey: 'canary-stream-key-4',
  hook: 'canary-hook-5',
  metrics: 'canary-metrics-token-6',
  secretKey: 'canary secret key of the cookies 7',
};
const BERT = { username: 'bert', password: CANARIES.bert };
const FORMS = [...Object.values(CANARIES), USER.password].flatMap((secret) => [
  ...[secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
]);

async function environment(): Promise<Record<string, string>> {
  const [nobody] = await freePorts(1);
  return {
    ...{ user2: BERT.username, pass2: BERT.password, METRICS_TOKEN: CANARIES.metrics, SECRET_KEY: CANARIES.secretKey, LOG_LEVEL: 'debug' },
    ...{
      ALERT_WEBHOOK_URL: `http://hook:${CANARIES.hook}@127.0.0.1:${nobody}/x`,
      HEARTBEAT_URL: `http://127.0.0.1:${nobody}/${CANARIES.hook}`,
    },
    ...{ YOUTUBE_ENABLED: 'true', YOUTUBE_STREAM_KEY_1: CANARIES.key, YOUTUBE_STREAM_KEY_2: CANARIES.otherKey },
    YOUTUBE_RTMP_URL: `rtmp://127.0.0.1:${nobody}/live2`,
  };
}

/** Each file that must stay as it is, with its SHA-256: finished recordings, and all of the home but what is written all the time. */
function treeOf(home: string, recordings: readonly string[]): Record<string, string> {
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(home, path.join(entry.parentPath, entry.name)))
    .filter(
      (file) =>
        !/^(?:recordings|data\/(?:catalogue\.db|decisions\.json|exports|playback|transcode|thumbnails|reserve)|sent\.jsonl)/.test(file),
    );
  const wanted = [...files, ...recordings.map((file) => path.relative(home, file))].sort();
  return Object.fromEntries(wanted.map((file) => [file, hashOf(path.join(home, file))]));
}

function hashOf(file: string): string {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'gone';
}

/** Arguments and environment of everything that the product started. */
function childrenOf(pid: number): string {
  const tasks = globSync(`/proc/${pid}/task/*/children`).flatMap((file) => readOr(file).split(' ').filter(Boolean).map(Number));
  return tasks.map((child) => `${readOr(`/proc/${child}/cmdline`)}\n${readOr(`/proc/${child}/environ`)}\n${childrenOf(child)}`).join('\n');
}

/** Processes come and go. */
function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function leaksIn(text: string): string[] {
  return FORMS.filter((form) => text.includes(form));
}

async function callersOf(url: string): Promise<Record<Caller, Visitor>> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const by = (index: number): Visitor => new Visitor(url, `127.0.5.${index + 1}`, agent);
  const callers = Object.fromEntries(CALLERS.map((name, index) => [name, by(index)])) as Record<Caller, Visitor>;
  await callers.anna.login(USER.username, USER.password);
  await callers.bert.login(BERT.username, BERT.password);
  await callers.ended.login(USER.username, USER.password);
  const kept = new Map(callers.ended.cookies);
  await callers.ended.change('POST', '/api/logout');
  for (const [name, value] of kept) callers.ended.cookies.set(name, value);
  await callers.wrongToken.login(USER.username, USER.password);
  callers.wrongToken.cookies.set('csrf_token', callers.bert.cookies.get('csrf_token') ?? '');
  return callers;
}

/** What is wrong with an answer; undefined: nothing. */
function complaintOf({ route, caller }: RouteAttack, { status, text, headers }: Answer): string | undefined {
  const isPage = /^text\/html/.test(headers['content-type'] ?? '');
  if (status >= 500 && status !== 503) return 'a failure of ours';
  if (/root:x|node_modules|\n {4}at /.test(text)) return 'tells of the inside';
  if (leaksIn(`${text}${JSON.stringify(headers)}`).length > 0) return 'tells a secret';
  if (status >= 300 || isPage || route.policy === 'open') return undefined;
  if (caller === 'stranger' || caller === 'ended') return 'is let in without a session';
  return caller === 'wrongToken' && route.policy === 'session+csrf' ? 'is let in with a wrong token' : undefined;
}

async function attack(
  callers: Record<Caller, Visitor>,
  attacks: Iterable<RouteAttack>,
): Promise<{ statuses: Record<number, number>; wrong: string[] }> {
  const statuses: Record<number, number> = {};
  const wrong: string[] = [];
  const queue = attacks[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const { route, caller, path: target, headers, body } = next.value;
      const visitor = callers[caller];
      const token = { 'x-csrf-token': visitor.cookies.get('csrf_token') ?? '' };
      const before = new Map(visitor.cookies);
      const question = visitor.ask(target, { method: route.method, headers: { ...token, ...headers }, body });
      const answer = await question.catch((error: unknown) => error);
      visitor.cookies.clear(); // whatever an answer sets, the next one comes as this caller again
      for (const [name, value] of before) visitor.cookies.set(name, value);
      const about = `${caller}: ${route.method} ${target.slice(0, 300)} ${body?.slice(0, 300) ?? ''}`;
      if (answer instanceof Error) {
        wrong.push(`${about}: no answer (${answer.message})`);
        continue;
      }
      const given = answer as Answer;
      statuses[given.status] = (statuses[given.status] ?? 0) + 1;
      const complaint = complaintOf(next.value, given);
      if (complaint) wrong.push(`${about}: ${given.status} ${complaint}: ${given.text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { statuses, wrong };
}

live('the started product, asked by everybody for everything', () => {
  test('leaks nothing, fails at nothing, changes nothing on the disk and loses no frame', { timeout: 3_600_000 }, async () => {
    const login = { user: 'admin', password: CANARIES.camera };
    await using recording = await CountedRecording.start({ login, env: await environment() });
    const { nvr } = recording;
    const callers = await callersOf(nvr.url);
    mkdirSync(path.join(nvr.folder, 'outside'));
    writeFileSync(path.join(nvr.folder, 'outside/canary.mp4'), 'untouched');
    const finished = (): string[] => globSync(path.join(nvr.recordDir, 'ch*/*/*.mp4'));
    await nvr.until(async () => finished().length >= 3, 60_000, 'recordings are finished');
    const made = await makeThings(callers.anna);
    const recordings = finished();
    const before = treeOf(nvr.folder, recordings);
    await using routesOf = await ApiWorld.open();

    let seenChildren = '';
    const watching = setInterval(() => {
      seenChildren += leaksIn(childrenOf(nvr.pid)).join(' ');
    }, 1_000);
    const begun = performance.now();
    const known = { ...made.known, path: [path.relative(nvr.recordDir, recordings[0] ?? '')] };
    const { statuses, wrong } = await attack(callers, routeAttacks(routesOf.api.routes, COUNT, SEED, known));
    clearInterval(watching);
    console.log(`seed ${SEED}, ${COUNT} requests in ${((performance.now() - begun) / 1000).toFixed(0)} s`, statuses);

    expect(wrong, `seed ${SEED}`).toEqual([]);
    expect(seenChildren).toBe('');
    expect(await stillThere(callers.anna)).toEqual(made.ids);
    expect(treeOf(nvr.folder, recordings)).toEqual(before);
    expect(finished().filter((file) => statSync(file).nlink !== 1)).toEqual([]);
    const outcome = await recording.end();
    expect(leaksIn(nvr.output.join('\n'))).toEqual([]);
    expect(
      globSync(path.join(nvr.folder, 'data/{catalogue.db*,decisions.json}')).flatMap((file) => leaksIn(readFileSync(file, 'utf8'))),
    ).toEqual([]);
    console.log(`/healthz p99 ${outcome.healthzP99Ms.toFixed(0)} ms, missing ${JSON.stringify(outcome.missing)}`);
    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
    expect(outcome.healthzP99Ms).toBeLessThan(200);
  });
});

interface Ids {
  readonly export: number;
  readonly link: number;
  readonly protection: number;
}

/** An export, a link to it and a protection of anna's, which nobody else may end. */
async function makeThings(anna: Visitor): Promise<{ ids: Ids; known: Known }> {
  const span = { from: new Date(Date.now() - 8_000).toISOString(), to: new Date(Date.now() - 3_000).toISOString() };
  const job: Export = (await anna.change('POST', '/api/exports', { channels: [1], ...span })).json;
  const link: ShareMade = (await anna.change('POST', '/api/shares', { exportId: job.id, hours: 1 })).json;
  const kept = (await anna.change('POST', '/api/protections', { channel: 1, ...span })).json;
  const ids = { export: job.id, link: link.share.id, protection: kept.id };
  const token = link.path.replace('/share/', '');
  return {
    ids,
    known: { id: Object.values(ids), exportId: [job.id], token: [token], ch: [1, 2, 3], channel: [1, 2, 3], name: ['ch1.mp4'] },
  };
}

async function stillThere(anna: Visitor): Promise<Ids> {
  const first = async (list: string): Promise<number> => (await anna.get(`/api/${list}`)).json[list].at(-1)?.id;
  const { protections } = (await anna.get('/api/protections')).json;
  const oldest = Math.min(...protections.map(({ id }: { id: number }) => id));
  return { export: await first('exports'), link: await first('shares'), protection: oldest };
}
