#!/usr/bin/env node
/**
 * Completes package-lock.json after `npm install`: optional packages of other platforms which npm left out get an entry,
 * because `npm ci` refuses a lock file that lacks them (npm/cli#9846), and every entry gets its integrity, without which
 * npm takes whatever a registry gives it. A package that no registry offers cannot have one: take a release whose packages
 * are all there. Run it after each change of a dependency; test/lockfile.test.ts tells when it was forgotten.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const OPERATING_SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 'loong64', 's390x', 'wasm32', 'x64'];

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;

for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${parent}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[hoisted]) continue;
    lock.packages[hoisted] = { version: exact(version), ...platformOf(name), optional: true };
    added++;
  }
}
const unknown = Object.entries(lock.packages).filter(([place, entry]) => !completed(place, entry));
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`complete-lockfile: ${added} entries added\n`);
for (const [place, { version }] of unknown) process.stderr.write(`no registry tells the integrity of ${place} ${version}\n`);
process.exitCode = unknown.length > 0 ? 1 : 0;

/** What lies in the archive of another package is covered by that one's. @returns whether it has one now */
function completed(place, entry) {
  if (place === '' || entry.link || entry.inBundle || entry.integrity) return true;
  const name = entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { stdout } = spawnSync('npm', ['view', `${name}@${entry.version}`, 'dist.integrity'], { encoding: 'utf8' });
  if (!/^sha512-/.test(stdout)) return false;
  entry.integrity = stdout.trim();
  return true;
}

function exact(range) {
  return range.replace(/^[\^~]/, '');
}

/** npm skips a package whose `os`, `cpu` or `libc` is not ours, so the entry needs them; the name tells. */
function platformOf(name) {
  const words = name.split('/').at(-1).split(/[-_]/);
  const os = words.find((word) => OPERATING_SYSTEMS.includes(word));
  const cpu = words.find((word) => PROCESSORS.includes(word));
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(os === 'linux' && libc && { libc: [libc] }) };
}
