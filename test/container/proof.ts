/**
 * Brings docker-compose.yml up with cameras of the simulator as a DVR and looks whether what the documentation promises is
 * true. Started by run.sh, which has built the image. Volumes, image and ports are its own, so that it disturbs nobody.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { Visitor } from '../fakes/visitor.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const IMAGE = process.env.MINI_NVR_IMAGE ?? 'mini-nvr-test';
const PASSWORD = 'c0ntainer p@ss';
const DVR = { user: 'admin', password: 'p@ss:/#%&' };

const home = mkdtempSync(path.join(tmpdir(), 'mini-nvr-container-'));
const project = `nvrtest${process.pid}`;
const [web = 0, api = 0, rtsp = 0, webrtc = 0] = await freePorts(4);
const cameras = await Cameras.start({ cameras: '1:h264-aac,2:hevc-aac', ...DVR });
const visitor = new Visitor(`http://127.0.0.1:${web}`);
const compose = spawnSync('docker', ['compose', 'version']).status === 0 ? ['docker', 'compose'] : ['docker-compose'];
let passed = 0;

interface Entry {
  readonly name: string;
  readonly datetime: string;
  readonly live: boolean;
}

prepare();
try {
  await step('a folder of root ends with the command that mends it', trapped);
  await step('up: picture and recording', comesUp);
  await step('recordings are converted and play, with Range, playlist and thumbnail', plays);
  await step('the containers are locked up, and the hub is closed to others', isHardened);
  await step('processes and containers that are killed come back', heals);
  await step('another configuration reaches go2rtc', reconfigures);
  await step('down and up again: everything is still there', comesBack);
  await step('upgrade with its data, downgrade refused, copy put back', upgrades);
  process.stdout.write(`container: ${passed} steps passed\n`);
} catch (error) {
  process.stdout.write(
    `${spawnSync(compose[0] ?? '', [...compose.slice(1), ...flags(), 'logs', '--no-color', '--tail', '40'], options()).stdout}\n`,
  );
  throw error;
} finally {
  run('down', '--volumes', '--remove-orphans');
  await cameras[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
}

function flags(): string[] {
  return ['--project-name', project];
}

function options() {
  return { cwd: home, encoding: 'utf8' as const, maxBuffer: 2 ** 26 };
}

/** A folder as somebody has who cloned the project, with names of our own for what would otherwise be everybody's. */
function prepare(): void {
  chmodSync(home, 0o755);
  const text = readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8');
  const ours = text.replaceAll('name: mini-nvr-', `name: ${project}-`).replace('image: mini-nvr\n', `image: ${IMAGE}\n`);
  writeFileSync(path.join(home, 'docker-compose.yml'), ours.replace('    build: .\n', ''));
  mkdirSync(path.join(home, 'deploy/go2rtc'), { recursive: true });
  cpSync(path.join(ROOT, 'deploy/go2rtc/run.sh'), path.join(home, 'deploy/go2rtc/run.sh'));
  configure({});
}

function configure(more: Record<string, string>): void {
  const variables = {
    DVR_IP: '127.0.0.1',
    DVR_PORT: String(cameras.rtspPort),
    DVR_USER: DVR.user,
    DVR_PASS: DVR.password,
    RTSP_URL_TEMPLATE: 'rtsp://{user}:{pass}@{ip}:{port}/stream{channel}',
    NUM_CHANNELS: '2',
    SEGMENT_DURATION: '10',
    MIN_FREE_GB: '0',
    TZ: 'Europe/Berlin',
    WEB_PORT: String(web),
    GO2RTC_API_PORT: String(api),
    GO2RTC_RTSP_PORT: String(rtsp),
    GO2RTC_WEBRTC_PORT: String(webrtc),
    user1: 'anna',
    pass1: PASSWORD,
    ...more,
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(path.join(home, '.env'), lines.join(''));
}

async function step(title: string, work: () => Promise<string>): Promise<void> {
  const begun = performance.now();
  const said = await work();
  passed++;
  process.stdout.write(`✓ ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)${said ? `: ${said}` : ''}\n`);
}

function run(...args: string[]): string {
  const [program = '', ...first] = compose;
  const { status, stdout, stderr } = spawnSync(program, [...first, ...flags(), ...args], options());
  assert.equal(status, 0, `compose ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

function docker(...args: string[]): string {
  return execFileSync('docker', args, options()).trim();
}

function container(service: string): string {
  return run('ps', '-q', service).trim();
}

async function until<T>(what: string, withinS: number, question: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const begun = performance.now();
  for (;;) {
    let problem: unknown;
    const answer = await Promise.resolve()
      .then(question)
      .catch((error: unknown) => {
        problem = error;
        return undefined;
      });
    if (answer) return answer;
    if (performance.now() - begun > withinS * 1000) throw new Error(`${what}: not within ${withinS} s`, { cause: problem });
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function signIn(): Promise<void> {
  await until('signing in', 180, async () => (await visitor.login('anna', PASSWORD)).status === 200);
}

async function recorded(channel: number, withinS: number): Promise<void> {
  await until(
    `camera ${channel} is recorded`,
    withinS,
    async () => (await visitor.get('/api/live')).json.channels[channel].status === 'LIVE',
  );
}

async function recordings(channel = 1): Promise<Entry[]> {
  const { dates } = (await visitor.get(`/api/dates?channel=${channel}`)).json as { dates: string[] };
  const days = await Promise.all(dates.map((date) => visitor.get(`/api/channel/${channel}/recordings?date=${date}`)));
  return days.flatMap(({ json }) => json.recordings as Entry[]);
}

async function converted(channel = 1): Promise<Entry[]> {
  return (await recordings(channel)).filter(({ name, live }) => !live && name.endsWith('.mp4'));
}

async function trapped(): Promise<string> {
  const folder = path.join(home, 'recordings');
  mkdirSync(folder);
  chownSync(folder, 0, 0);
  chmodSync(folder, 0o755);
  configure({ RECORD_DIR: folder });
  const { status, stderr } = spawnSync(
    compose[0] ?? '',
    [...compose.slice(1), ...flags(), 'run', '--rm', '--no-deps', '-T', 'nvr'],
    options(),
  );
  assert.equal(status, 73, stderr);
  const command = /sudo (chown -R 1000:1000 '.*')/.exec(stderr)?.[1];
  assert(command, stderr);
  execFileSync('sh', ['-c', command]);
  const again = spawnSync(
    compose[0] ?? '',
    [...compose.slice(1), ...flags(), 'run', '--rm', '--no-deps', '-T', '--entrypoint', 'sh', 'nvr', '-c', 'touch /recordings/x'],
    options(),
  );
  assert.equal(again.status, 0, again.stderr);
  configure({});
  return command;
}

async function comesUp(): Promise<string> {
  const begun = performance.now();
  run('up', '-d');
  await signIn();
  const since = (): string => ((performance.now() - begun) / 1000).toFixed(1);
  const signedIn = since();
  await until('a picture', 180, async () => (await visitor.get('/api/channel/1/snapshot.jpg')).headers['content-type'] === 'image/jpeg');
  const picture = since();
  await recorded(1, 180);
  await recorded(2, 180);
  const recording = since();
  await until('a finished recording', 180, async () => (await converted()).length > 0);
  return `signed in after ${signedIn} s, picture ${picture} s, both cameras recorded ${recording} s, first MP4 ${since()} s after "up"`;
}

async function plays(): Promise<string> {
  const [first] = await converted();
  const [hevc] = await until('a finished recording of camera 2', 180, async () => {
    const found = await converted(2);
    return found.length > 0 ? found : undefined;
  });
  assert(first && hevc);
  assert.match(first.name, /^ch1\/\d{4}-\d\d-\d\d\/\d{6}\+0[12]00\.mp4$/); // TZ reached ffmpeg
  const part = await visitor.get(`/recordings/${first.name}`, { range: 'bytes=0-11' });
  assert.deepEqual([part.status, part.bytes.subarray(4, 8).toString()], [206, 'ftyp']);
  const whole = path.join(home, 'played.mp4');
  writeFileSync(whole, (await visitor.get(`/recordings/${first.name}`)).bytes);
  const frames = execFileSync(
    'ffprobe',
    ['-v', 'error', '-count_packets', '-select_streams', 'v', '-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', whole],
    options(),
  );
  assert(Number(frames) > 10, frames);
  const to = new Date().toISOString();
  const from = new Date(Date.now() - 60_000).toISOString();
  const playlist = await visitor.get(`/api/channel/1/playlist.m3u8?from=${from}&to=${to}`);
  assert.match(playlist.text, /#EXTINF/);
  const thumbnail = await visitor.get(`/api/channel/1/thumbnail.jpg?at=${new Date(Date.parse(first.datetime) + 1000).toISOString()}`);
  assert.equal(thumbnail.headers['content-type'], 'image/jpeg', thumbnail.text.slice(0, 200));
  return `${first.name} has ${frames.trim()} frames`;
}

async function isHardened(): Promise<string> {
  for (const service of ['nvr', 'go2rtc']) {
    const [{ HostConfig, Config }] = JSON.parse(docker('inspect', container(service)));
    assert.deepEqual([HostConfig.CapDrop, HostConfig.ReadonlyRootfs, HostConfig.SecurityOpt], [['ALL'], true, ['no-new-privileges:true']]);
    assert.equal(Config.User, '1000:1000');
  }
  const status = docker(
    'exec',
    container('nvr'),
    'sh',
    '-c',
    'grep -E "^(CapEff|NoNewPrivs)" /proc/1/status; touch /app/x 2>&1; ls -la /go2rtc',
  );
  assert.match(status, /CapEff:\s+0000000000000000/);
  assert.match(status, /NoNewPrivs:\s+1/);
  assert.match(status, /Read-only file system/);
  assert.match(status, /-rw------- .* go2rtc.yaml/);
  const hub = new Visitor(`http://127.0.0.1:${api}`);
  assert.equal((await hub.get('/api/streams')).status, 401);
  const config = docker('exec', container('go2rtc'), 'cat', '/config/go2rtc.yaml');
  assert(config.includes(encodeURIComponent(DVR.password)));
  assert(!run('logs', '--no-color').includes('p@ss'));
  assert.equal((await cameras.counts(1)).streams.main.connectionsPeak, 1);
  const health = await until('both are healthy', 180, () => {
    const states = ['nvr', 'go2rtc'].map((service) => docker('inspect', '--format', '{{.State.Health.Status}}', container(service)));
    return states.every((state) => state === 'healthy') ? states : undefined;
  });
  return health.join(', ');
}

/** Ends the first process of a container whose command line holds the word, as a crash does. */
function kill(service: string, word: string): void {
  const find = `for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep -q -- '${word}' && [ "$(basename $p)" != $$ ] && [ "$(basename $p)" != 1 ] && kill -9 $(basename $p) && exit 0; done; exit 1`;
  docker('exec', container(service), 'sh', '-c', find);
}

async function heals(): Promise<string> {
  const times: string[] = [];
  for (const [service, word] of [
    ['go2rtc', '^go2rtc -config'],
    ['go2rtc', '^sh /run.sh'],
    ['nvr', 'src/main.ts'],
  ] as const) {
    const begun = performance.now();
    const { connectionsEver } = await cameras.counts(1);
    kill(service, word);
    await until(`the camera is read again after ${word}`, 180, async () => (await cameras.counts(1)).connectionsEver > connectionsEver);
    await signIn();
    await recorded(1, 180);
    times.push(`${word} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  return times.join(', ');
}

async function reconfigures(): Promise<string> {
  configure({
    CAMERA_3_URL: `rtsp://${DVR.user}:${encodeURIComponent(DVR.password)}@127.0.0.1:${cameras.rtspPort}/stream1`,
    CAMERA_3_NAME: 'Added',
  });
  run('up', '-d');
  await signIn();
  await recorded(3, 180);
  configure({});
  return '';
}

async function comesBack(): Promise<string> {
  const before = (await converted()).map(({ name }) => name);
  run('down');
  run('up', '-d');
  await signIn();
  await recorded(1, 180);
  const after = new Set((await recordings()).map(({ name }) => name));
  assert.deepEqual(
    before.filter((name) => !after.has(name)),
    [],
  );
  return `${before.length} recordings`;
}

/** The next version is this one with another schema. */
async function upgrades(): Promise<string> {
  const before = (await converted()).map(({ name }) => name);
  const next = path.join(home, 'next');
  mkdirSync(next);
  const file = '/app/src/database/migrations/migrations.ts';
  writeFileSync(
    path.join(next, 'Dockerfile'),
    `FROM ${IMAGE}\nUSER 0\nRUN sed -i -E "s/^(export const migrations.*)\\];$/\\1, ['CREATE TABLE later (x INTEGER) STRICT']];/" ${file} && grep -q later ${file}\nUSER 1000:1000\n`,
  );
  docker('build', '--quiet', '--tag', `${IMAGE}-next`, next);
  const use = (image: string): void => {
    const place = path.join(home, 'docker-compose.yml');
    writeFileSync(place, readFileSync(place, 'utf8').replace(/image: mini-nvr-test\S*/, `image: ${image}`));
  };

  use(`${IMAGE}-next`);
  run('up', '-d');
  await signIn();
  await recorded(1, 180);
  const after = new Set((await recordings()).map(({ name }) => name));
  const copies = docker('exec', container('nvr'), 'sh', '-c', 'cd /data && ls catalogue.db.before-*');
  const backup = docker('exec', container('nvr'), 'node', 'scripts/backup.ts', '/data/backups');
  assert.deepEqual(
    before.filter((name) => !after.has(name)),
    [],
  );

  use(IMAGE);
  run('stop');
  const refused = spawnSync(compose[0] ?? '', [...compose.slice(1), ...flags(), 'run', '--rm', '--no-deps', '-T', 'nvr'], options());
  assert.equal(refused.status, 78, refused.stderr);
  assert.match(refused.stderr, /made by a newer Mini-NVR/);
  run(
    'run',
    '--rm',
    '--no-deps',
    '-T',
    '--entrypoint',
    'sh',
    'nvr',
    '-c',
    `cd /data && rm -f catalogue.db-wal catalogue.db-shm && cp ${copies.split('\n')[0]} catalogue.db`,
  );
  run('up', '-d');
  await signIn();
  await recorded(1, 180);
  const again = new Set((await recordings()).map(({ name }) => name));
  assert.deepEqual(
    before.filter((name) => !again.has(name)),
    [],
  );
  return `${copies}; ${backup.split('\n')[0]}; ${before.length} recordings kept both ways`;
}
