import { z } from 'zod';

/** Who asks a device; null: nobody in particular, which few devices accept. */
export const Credentials = z.object({ user: z.string(), password: z.string() }).nullable();
export type Credentials = z.infer<typeof Credentials>;
