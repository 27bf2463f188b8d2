import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refused } from '../lib/errors.ts';
import type { App } from './app.ts';

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Mini-NVR</title>
<h1>The web app is not built</h1>
<p>Run <code>npm run build</code> in the folder of Mini-NVR, then load this page again. Recording works without it.</p>
</html>
`;
/** Files whose names change with their content. */
const HASHED = /^assets\//;
/** Addresses that programs ask for: no page stands in for what is not there. */
const NO_PAGES = /^\/(api|assets|recordings)\//;

/** The built web client: hashed assets for ever, the rest asked for anew, and every page of it is index.html. */
export function webClient(app: App, folder: string): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    config: { policy: 'open' },
    schema: { hide: true, params: z.object({ '*': z.string() }) },
    handler: (request, reply) => {
      const file = request.params['*'];
      if (file === '' || file === 'index.html') sendPage(reply, folder);
      else if (!path.extname(file)) sendPageOrNothing(request, reply, folder);
      else sendFile(reply, folder, file);
    },
  });
  app.setNotFoundHandler((request, reply) => sendPageOrNothing(request, reply, folder));
}

/** A file that keeps its name, the service worker above all, is asked for anew each time; an unchanged one costs a 304. */
function sendFile(reply: FastifyReply, folder: string, file: string): void {
  const options = { index: false, dotfiles: 'ignore' } as const;
  if (HASHED.test(file)) void reply.sendFile(file, folder, { ...options, maxAge: '1y', immutable: true });
  else void reply.header('cache-control', 'no-cache').sendFile(file, folder, { ...options, cacheControl: false });
}

/** Somebody opens or reloads an address of the app: its page finds out what to show. */
function sendPageOrNothing(request: FastifyRequest, reply: FastifyReply, folder: string): void {
  const { method, url, headers } = request;
  const isPage = ['GET', 'HEAD'].includes(method) && !NO_PAGES.test(url) && headers.accept?.includes('text/html');
  if (!isPage) throw new Refused('not-found', 'There is nothing at this address');
  sendPage(reply, folder);
}

function sendPage(reply: FastifyReply, folder: string): void {
  if (existsSync(path.join(folder, 'index.html'))) {
    void reply.header('cache-control', 'no-cache').sendFile('index.html', folder, { cacheControl: false });
  } else void reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
}
