import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, 'backup.ts');
let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'backup-'));
  mkdirSync(path.join(home, 'data'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('npm run backup', () => {
  test('copies the database in use, the key and .env for nobody else to read, and keeps the newest', () => {
    using database = new DatabaseSync(path.join(home, 'data/catalogue.db'));
    database.exec("PRAGMA journal_mode = WAL; CREATE TABLE a (x); INSERT INTO a VALUES ('kept')");
    writeFileSync(path.join(home, 'data/secret-key'), 'geheim');
    writeFileSync(path.join(home, '.env'), 'WEB_PORT=2126\n');
    for (const name of ['mini-nvr-2020-01-01T000000Z', 'mini-nvr-2020-01-02T000000Z', 'mine'])
      mkdirSync(path.join(home, 'backups', name), { recursive: true });

    const made = execFileSync(process.execPath, [SCRIPT, 'backups', '--keep', '2'], { cwd: home, encoding: 'utf8' }).trim();

    using copy = new DatabaseSync(path.join(made, 'catalogue.db'), { readOnly: true });
    expect(copy.prepare('SELECT x FROM a').get()).toEqual({ x: 'kept' });
    expect(readdirSync(made).toSorted()).toEqual(['.env', 'catalogue.db', 'secret-key']);
    expect([made, ...readdirSync(made).map((name) => path.join(made, name))].map((place) => statSync(place).mode & 0o077)).toEqual([
      0, 0, 0, 0,
    ]);
    expect(readdirSync(path.join(home, 'backups'))).toEqual(['mine', 'mini-nvr-2020-01-02T000000Z', path.basename(made)]);
  });

  test('says what is missing, and how it is called', () => {
    const started = (...args: string[]): [number | null, string] => {
      const { status, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { cwd: home, encoding: 'utf8' });
      return [status, stderr];
    };

    expect(started('backups')).toEqual([73, expect.stringContaining('There is no ')]);
    expect(started()).toEqual([64, expect.stringContaining('Usage: npm run backup')]);
    expect(readdirSync(home)).toEqual(['data']);
  });
});
