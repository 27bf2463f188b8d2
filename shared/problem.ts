import { z } from 'zod';
import { TroubleReason } from './channel.ts';

/** Every error answer of the API (RFC 9457, `application/problem+json`). */
export const Problem = z.object({
  type: z.string().describe('`about:blank`, or the stable code of the error as `urn:mini-nvr:<code>`'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('What happened and what to do, for people'),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('Which inputs are wrong'),
  reason: TroubleReason.optional().describe('Why a camera gives no stream, where that is the matter'),
  traceId: z.string().optional().describe('Finds the log line of this request'),
});
export type Problem = z.infer<typeof Problem>;
