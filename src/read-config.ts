import { existsSync, readFileSync } from 'node:fs';
import { type Loaded, loadConfig, type Supervisor, supervisorOf } from './config/config.ts';

/** The configuration of this process: its environment and the `.env` of the folder it was started in. @throws ConfigInvalid */
export function readConfig(): Loaded {
  return loadConfig({
    env: process.env,
    envFile: existsSync('.env') ? readFileSync('.env', 'utf8') : null,
    readSecretFile: (path) => readFileSync(path, 'utf8'),
    systemTimeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

/** What keeps this process running, as its environment says. */
export function readSupervisor(): Supervisor {
  return supervisorOf(process.env);
}
