import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { schemasWithoutWords } from './scripts/schemas-without-words.ts';
import { shellWorker } from './scripts/shell-worker.ts';

const server = 'http://127.0.0.1:2126';
/** What every screen stands on: one file of it is smaller than many, and kept by browsers when only our own code has changed. */
const FRAME = /node_modules\/(?:react|react-dom|scheduler|react-i18next|i18next|use-sync-external-store|@tanstack)\//;

export default defineConfig({
  root: 'web',
  logLevel: 'warn',
  plugins: [schemasWithoutWords(), react(), tailwindcss(), shellWorker('web/public')],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy allows files of ours only
    reportCompressedSize: false,
    // One chunk, so that zod is told not to compile schemas before any chunk that has some is evaluated.
    rolldownOptions: {
      checks: { bundlerTimings: false }, // a slow machine is no fault of the build
      input: { index: 'web/index.html', sw: 'web/worker/worker.ts' },
      output: {
        codeSplitting: {
          groups: [
            { name: 'zod', test: /node_modules\/zod\/|strict-zod/ },
            { name: 'frame', test: FRAME },
          ],
        },
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'), // a service worker keeps its name
      },
    },
    target: ['chrome123', 'firefox128', 'safari17.5'], // the first with light-dark() and all that Tailwind 4 needs
  },
  server: {
    proxy: { '/api': { target: server, ws: true }, '/recordings/ch': server, '/healthz': server },
  },
});
