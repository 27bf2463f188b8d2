/** The security suite in its long form: `npm run test:security -- <seed> <count>`, by default 10,000 requests of a seed that is printed. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [seed = `${Date.now() % 1_000_000}`, count = '10000'] = process.argv.slice(2);
if (![seed, count].every((text) => /^\d{1,9}$/.test(text))) {
  console.error('npm run test:security -- <seed> <count>: both are numbers');
  process.exit(78);
}
const vitest = path.join(import.meta.dirname, '../node_modules/.bin/vitest');
const args = ['run', '--project', 'undisturbed', 'test/undisturbed/security.test.ts'];
const { status } = spawnSync(vitest, args, { stdio: 'inherit', env: { ...process.env, SECURITY_SEED: seed, SECURITY_COUNT: count } });
process.exit(status ?? 1);
