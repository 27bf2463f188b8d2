/** `npm run backup`: copies what cannot be found again on the recording disk, while Mini-NVR runs or not. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { copyDatabase } from '../src/database/database.ts';
import { CannotCreate, Fatal, messageOf } from '../src/lib/errors.ts';
import { readConfig } from '../src/read-config.ts';

const HELP = `Usage: npm run backup -- <folder> [--keep <number>]
Makes <folder>/mini-nvr-<date>, readable by its owner only, with
  catalogue.db   users, protections, events, and what is known of every recording, as of one moment
  secret-key     so that people stay signed in
  .env           when there is one in this folder
and removes all but the newest <number> of such folders (7). Recordings are not copied: they are ordinary files.
`;
const KEEP = 7;
const NAME = /^mini-nvr-\d{4}-\d\d-\d\dT\d{6}Z$/;

const words = process.argv.slice(2);
const keepAt = words.indexOf('--keep');
const keep = keepAt < 0 ? KEEP : Number(words.splice(keepAt, 2)[1]);
const [folder] = words;

if (folder === undefined || folder.startsWith('-') || words.length > 1 || !Number.isInteger(keep) || keep < 1) {
  process.stderr.write(HELP);
  process.exitCode = 64;
} else {
  try {
    const made = backUp(path.resolve(folder));
    removeOldest(path.resolve(folder));
    process.stdout.write(`${made}\n`);
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

/** @returns the folder made; whoever sees it sees it whole */
function backUp(into: string): string {
  const { dataDir } = readConfig().config;
  const database = path.join(dataDir, 'catalogue.db');
  if (!existsSync(database)) throw new CannotCreate(`There is no ${database}: start this where Mini-NVR is started, or set DATA_DIR.`);
  const made = path.join(into, `mini-nvr-${new Date().toISOString().replaceAll(':', '').replace(/\.\d+/, '')}`);
  const unfinished = `${made}.unfinished`;
  try {
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    copyDatabase(database, path.join(unfinished, 'catalogue.db'));
    for (const file of [path.join(dataDir, 'secret-key'), '.env']) if (existsSync(file)) copySecret(file, unfinished);
    renameSync(unfinished, made);
    return made;
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new CannotCreate(`The backup into ${into} failed: ${messageOf(cause)}`, { cause });
  }
}

function copySecret(file: string, into: string): void {
  const copy = path.join(into, path.basename(file));
  copyFileSync(file, copy);
  chmodSync(copy, 0o600);
}

function removeOldest(into: string): void {
  const backups = readdirSync(into).filter((name) => NAME.test(name));
  for (const name of backups.toSorted().reverse().slice(keep)) rmSync(path.join(into, name), { recursive: true });
}
