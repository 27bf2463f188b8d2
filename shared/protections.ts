import { z } from 'zod';
import { ChannelNumber } from './channel.ts';

const Moment = z.iso.datetime({ offset: true });

/** A span that cleanup must not touch. */
export const Protection = z.object({
  id: z.number().int(),
  channel: z.number().int(),
  from: Moment,
  to: Moment,
  note: z.string(),
  by: z.string().describe('The user who asked for it'),
  mayChange: z.boolean().describe('Whether you may end or delete it: it is yours, or its maker is no user any more'),
  sizeBytes: z.number().int().nullable().describe('Of the recordings in it, about; null: not known'),
});
export type Protection = z.infer<typeof Protection>;

/** GET /api/protections */
export const ProtectionsAnswer = z.object({ protections: z.array(Protection) });

/** POST /api/protections */
export const ProtectionRequest = z.object({ channel: ChannelNumber, from: Moment, to: Moment, note: z.string().max(200).default('') });
export type ProtectionRequest = z.infer<typeof ProtectionRequest>;

/** What POST /api/protections answers. */
export const ProtectionMade = z.object({ id: z.number().int() });
