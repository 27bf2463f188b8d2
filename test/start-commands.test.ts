import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
/** Three times what 32 cameras need; without it Node takes half of the machine's memory before it tidies up. */
const HEAP_MB = 768;
/** Otherwise glibc keeps what its many threads have freed: 722 MB instead of 337 after the same soak. */
const ARENAS = /MALLOC_ARENA_MAX=2\b/;

test.each(['package.json', 'deploy/systemd/mini-nvr.service', 'deploy/docker/entrypoint.sh'])(
  '%s starts the product with the same limit of its memory',
  (file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const starts = text.split('\n').filter((line) => /node\b.*(src\/main|scripts\/keep-running)\.ts/.test(line));

    expect(starts.length).toBeGreaterThan(0);
    for (const line of starts) expect(line).toContain(`--max-old-space-size=${HEAP_MB} `);
    expect(text).toMatch(ARENAS);
  },
);
