import { z } from 'zod';

/** POST /api/login */
export const LoginRequest = z.object({ username: z.string().min(1).max(256), password: z.string().min(1).max(1024) });
export type LoginRequest = z.infer<typeof LoginRequest>;

/** Answers that only say it is done. */
export const Message = z.object({ message: z.string() });

/** GET /api/me */
export const MeAnswer = z.object({ user: z.string().nullable() });
export type MeAnswer = z.infer<typeof MeAnswer>;

/** GET /api/sessions */
export const SessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      isCurrent: z.boolean(),
      createdAt: z.iso.datetime({ offset: true }),
      lastSeenAt: z.iso.datetime({ offset: true }),
      address: z.string().nullable(),
      userAgent: z.string().nullable(),
    }),
  ),
});
export type SessionsAnswer = z.infer<typeof SessionsAnswer>;
