import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:2126';

export default defineConfig({
  root: 'web',
  logLevel: 'warn',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy allows files of ours only
    reportCompressedSize: false,
    // One chunk, so that zod is told not to compile schemas before any chunk that has some is evaluated.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|strict-zod/ }] } } },
    target: ['chrome123', 'firefox128', 'safari17.5'], // the first with light-dark() and all that Tailwind 4 needs
  },
  server: {
    proxy: { '/api': { target: server, ws: true }, '/recordings/ch': server, '/healthz': server },
  },
});
