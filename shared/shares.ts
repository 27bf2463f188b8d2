import { z } from 'zod';

const Moment = z.iso.datetime({ offset: true });

/** An export that can be seen by link, without signing in. */
export const Share = z.object({
  id: z.number().int(),
  exportId: z.number().int(),
  channels: z.array(z.number().int()),
  from: Moment,
  to: Moment,
  note: z.string(),
  by: z.string(),
  mayChange: z.boolean().describe('Whether you may end or delete it: it is yours, or its maker is no user any more'),
  createdAt: Moment,
  expiresAt: Moment,
  hasPin: z.boolean(),
  isLocked: z.boolean().describe('Too many wrong PINs: it opens for nobody who has not opened it before'),
  views: z.number().int().describe('How often its page was opened'),
  lastViewedAt: Moment.nullable(),
});
export type Share = z.infer<typeof Share>;

/** GET /api/shares, newest first; links are not in it, because only their hashes are kept */
export const SharesAnswer = z.object({ shares: z.array(Share) });
export type SharesAnswer = z.infer<typeof SharesAnswer>;

/** A PIN as people type it. */
export const Pin = z.string().regex(/^\d{4,12}$/, 'A PIN has 4 to 12 digits');

/** POST /api/shares */
export const ShareRequest = z.object({
  exportId: z.number().int().min(1),
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 90)
    .describe('How long it can be seen'),
  note: z.string().max(200).default('').describe('Stands on its page'),
  pin: Pin.optional(),
});
export type ShareRequest = z.input<typeof ShareRequest>;

/** What POST /api/shares answers: the only time that the link is told. */
export const ShareMade = z.object({ share: Share, path: z.string().describe('`/share/…` on this server') });
export type ShareMade = z.infer<typeof ShareMade>;

/** POST /share/{token}/pin */
export const PinRequest = z.object({ pin: z.string().max(32) });
