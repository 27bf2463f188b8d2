import { z } from 'zod';
import { DAY_MS } from '#shared/durations.ts';
import { ProtectionMade, ProtectionRequest, ProtectionsAnswer } from '#shared/protections.ts';
import { Message } from '#shared/session.ts';
import type { Catalogue, CatalogueQuestions } from '../../catalogue/catalogue.ts';
import { Refused } from '../../lib/errors.ts';
import { isoOf } from '../../lib/iso-time.ts';
import { addressOf } from '../access/client-address.ts';
import { demandOwn, type Ownership } from '../access/ownership.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import type { Channels } from '../channels.ts';
import { demandSpan } from '../instant.ts';
import { PROBLEMS } from '../problems.ts';

export interface ProtectionRoutesOptions {
  readonly questions: Pick<CatalogueQuestions, 'protections' | 'bytesOfProtections'>;
  readonly catalogue: Pick<Catalogue, 'protect' | 'unprotect' | 'addEvent'>;
  readonly channels: Channels;
  readonly auth: Ownership;
}

/** What is worth keeping is shorter; everything else is a matter of RETENTION_DAYS. */
const LONGEST_MS = 31 * DAY_MS;

const TAG = ['recordings'];

/** Spans that cleanup and people must not delete. */
export function protectionsRoutes(app: App, options: ProtectionRoutesOptions): void {
  list(app, options);
  add(app, options);
  remove(app, options);
}

function list(app: App, { questions, auth }: ProtectionRoutesOptions): void {
  app.get(
    '/api/protections',
    {
      config: { policy: 'session', isLarge: true },
      schema: { tags: TAG, summary: 'Protected spans', response: { 200: ProtectionsAnswer, ...PROBLEMS } },
    },
    async (request) => {
      const [protections, bytes] = await Promise.all([questions.protections(), questions.bytesOfProtections().catch(unknown)]);
      return {
        protections: protections.map((span) => ({
          ...span,
          mayChange: auth.mayChange(span.by, signedIn(request)),
          from: isoOf(span.from),
          to: isoOf(span.to),
          sizeBytes: bytes.get(span.id) ?? null,
        })),
      };
    },
  );
}

/** The list is worth more than its sizes. */
function unknown(): ReadonlyMap<number, number> {
  return new Map();
}

function add(app: App, { catalogue, channels }: ProtectionRoutesOptions): void {
  app.post(
    '/api/protections',
    {
      config: { policy: 'session+csrf' },
      schema: { tags: TAG, summary: 'Protect a span', body: ProtectionRequest, response: { 201: ProtectionMade, ...PROBLEMS } },
    },
    async (request, reply) => {
      const { channel, note, ...span } = request.body;
      const [from, to] = [Date.parse(span.from), Date.parse(span.to)];
      channels.demand(channel);
      demandSpan({ from, to }, LONGEST_MS);
      const { user } = signedIn(request);
      const id = await catalogue.protect({ channel, from, to, note, by: user });
      const protectedSpan = { cameras: channels.nameOf(channel), from: isoOf(from), to: isoOf(to) };
      await catalogue.addEvent({ kind: 'protection_added', channel, data: { user, address: addressOf(request), id, ...protectedSpan } });
      return await reply.code(201).send({ id });
    },
  );
}

function remove(app: App, { catalogue, questions, auth }: ProtectionRoutesOptions): void {
  app.delete(
    '/api/protections/:id',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: TAG,
        summary: 'End a protection',
        params: z.object({ id: z.coerce.number().int().min(1) }),
        response: { 200: Message, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id } = request.params;
      const span = (await questions.protections()).find((candidate) => candidate.id === id);
      if (span) demandOwn(request, { by: span.by, what: 'protection' }, auth);
      if (!(await catalogue.unprotect(id))) throw new Refused('protection-unknown', 'There is no such protection');
      const { user } = signedIn(request);
      const data = { user, address: addressOf(request), id };
      await catalogue.addEvent({ kind: 'protection_removed', channel: span?.channel ?? null, data });
      return { message: 'Unprotected' };
    },
  );
}
