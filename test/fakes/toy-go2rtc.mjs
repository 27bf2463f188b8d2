#!/usr/bin/env node
/**
 * Answers `/api` like go2rtc, with what its configuration says. TOY_MODE (in the file's `toy` key): `well`, `old` (a version
 * without the guards), `mute` (never answers), `mortal` (dies 300 ms after its first answer), `hang` (stops answering then).
 */
import { readFileSync } from 'node:fs';
import http from 'node:http';

const config = process.argv[process.argv.indexOf('-config') + 1];
const text = readFileSync(config, 'utf8');
const port = Number(/listen: 127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
const mode = process.env.HOME?.split('toy-').at(-1) ?? 'well';
let answered = false;

http
  .createServer((request, response) => {
    if (mode === 'mute' || (mode === 'hang' && answered)) return;
    response.setHeader('content-type', 'application/json');
    if (request.url === '/api') response.end(JSON.stringify({ version: mode === 'old' ? '1.9.4' : '1.9.14', config_path: config }));
    else response.end('{}');
    if (!answered && mode === 'mortal') setTimeout(() => process.exit(3), 300);
    answered = true;
  })
  .listen(port, '127.0.0.1');
