#!/usr/bin/env node
/**
 * Sets up what is missing before `npm start` and `npm test`, says what it does, and does nothing the second time. Plain
 * JavaScript, because it runs on whatever Node is there before the project's own Node 24 has been installed.
 *   set-up.mjs run     packages, ffmpeg, the web app
 *   set-up.mjs test    the same, and what the tests need: a browser, a clock to set, an RTMP server, GStreamer's RTSP server
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const EXIT_CONFIGURATION = 78;
const RTMP_SERVER = '/usr/sbin/nginx';
const RTMP_MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
/** GStreamer's RTSP server with what it needs to be a camera of any kind. */
const RTSP_SERVER = typeLibrary('GstRtspServer-1.0');
const GSTREAMER = {
  '/usr/lib/python3/dist-packages/gi/overrides/Gst.py': 'python3-gst-1.0',
  [RTSP_SERVER]: 'gir1.2-gst-rtsp-server-1.0',
  [gstreamerPlugin('audioresample')]: 'gstreamer1.0-plugins-base',
  [gstreamerPlugin('rtp')]: 'gstreamer1.0-plugins-good',
  [gstreamerPlugin('x265')]: 'gstreamer1.0-plugins-bad',
  [gstreamerPlugin('x264')]: 'gstreamer1.0-plugins-ugly',
  [gstreamerPlugin('libav')]: 'gstreamer1.0-libav',
};
/** Programs and the Debian packages that bring them; an RTMP server to stream to is known by its paths. */
const TO_RUN = { ffmpeg: 'ffmpeg', ffprobe: 'ffmpeg' };
const TO_TEST = {
  chromium: 'chromium',
  faketime: 'faketime',
  openssl: 'openssl',
  [RTMP_SERVER]: 'nginx',
  [RTMP_MODULE]: 'libnginx-mod-rtmp',
  ...GSTREAMER,
};
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

installPackages();
demandPrograms(process.argv[2] === 'test' ? { ...TO_RUN, ...TO_TEST } : TO_RUN);
buildWeb();

/** npm on Node 20 drops packages for Node 22 and newer without a word, go2rtc among them: so npm itself runs on Node 24. */
function installPackages() {
  const stamp = path.join(ROOT, 'node_modules/.set-up');
  const wanted = hashOf(['package-lock.json']) + process.platform + process.arch;
  if (contentOf(stamp) === wanted && existsSync(path.join(ROOT, 'node_modules/.bin/node'))) return;
  say('installing the packages of package-lock.json (once, about 100 MB to fetch) …');
  run('npm', ['exec', '--yes', `--package=node@${manifest.dependencies.node}`, '--call', 'npm ci --no-audit --no-fund --loglevel=error']);
  writeFileSync(stamp, wanted);
}

/** Finds each program on the PATH; installs the Debian package of a missing one where we may, otherwise says how. */
function demandPrograms(packages) {
  const missing = Object.keys(packages).filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const names = [...new Set(missing.map((program) => packages[program]))];
  const mayInstall = process.getuid?.() === 0 && isThere('apt-get');
  if (!mayInstall)
    fail(`${missing.join(' and ')} is missing: install it first, for instance with "sudo apt-get install ${names.join(' ')}"`);
  say(`installing ${names.join(' and ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['-qq', 'update'], env);
  run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...names], env);
}

function buildWeb() {
  const stamp = path.join(ROOT, 'dist/web/.set-up');
  const wanted = hashOf(['package-lock.json', 'vite.config.ts', 'web', 'shared']);
  if (contentOf(stamp) === wanted) return;
  say('building the web app …');
  run(path.join(ROOT, 'node_modules/.bin/node'), [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function isThere(program) {
  if (path.isAbsolute(program)) return existsSync(program);
  const own = { ffmpeg: process.env.FFMPEG_BIN, ffprobe: process.env.FFPROBE_BIN }[program];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return own ? existsSync(own) : folders.some((folder) => existsSync(path.join(folder, program)));
}

/** Where Debian keeps them on this kind of processor. */
function systemLibrary(...place) {
  const folder = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu', arm: 'arm-linux-gnueabihf' }[process.arch] ?? process.arch;
  return path.join('/usr/lib', folder, ...place);
}

function typeLibrary(name) {
  return systemLibrary('girepository-1.0', `${name}.typelib`);
}

function gstreamerPlugin(name) {
  return systemLibrary('gstreamer-1.0', `libgst${name}.so`);
}

function run(program, args, env = process.env) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env });
  if (status !== 0)
    fail(`"${program} ${args.join(' ')}" failed${error ? `: ${error.message}` : ''}; mend what it says above and start again`);
}

function hashOf(places) {
  const hash = createHash('sha256');
  for (const place of places)
    for (const file of filesIn(path.join(ROOT, place))) hash.update(path.relative(ROOT, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function filesIn(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function contentOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function say(text) {
  process.stdout.write(`set-up: ${text}\n`);
}

function fail(text) {
  process.stderr.write(`set-up: ${text}\n`);
  process.exit(EXIT_CONFIGURATION);
}
