import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/** The chunk of the service worker; its file must keep its name, or browsers would never find the next one. */
const WORKER = 'sw.js';
const PLACEHOLDER = '__SHELL_BUILD__';

/** Tells the service worker which files a build has, and a version that changes with any of them. */
export function shellWorker(publicFolder: string): Plugin {
  return {
    name: 'shell-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER];
        if (worker?.type !== 'chunk') this.error(`there is no ${WORKER}`);
        const hash = createHash('sha256');
        const files: string[] = [];
        for (const [name, item] of Object.entries(bundle).sort(([a], [b]) => a.localeCompare(b))) {
          if (name !== WORKER) files.push(`/${name}`);
          hash.update(name).update(item.type === 'chunk' ? item.code : item.source);
        }
        for (const name of globSync('**/*.*', { cwd: publicFolder }).sort()) {
          files.push(`/${name}`);
          hash.update(name).update(readFileSync(path.join(publicFolder, name)));
        }
        const build = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files });
        worker.code = worker.code.replace(PLACEHOLDER, JSON.stringify(build).slice(1, -1)); // it stands in a text already
      },
    },
  };
}
