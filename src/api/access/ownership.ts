import type { FastifyRequest } from 'fastify';
import type { Auth } from '../../auth/auth.ts';
import { Refused } from '../../lib/errors.ts';
import { signedIn } from './policy.ts';

/** What routes ask about who made something. */
export type Ownership = Pick<Auth, 'mayChange'>;

/** @throws Refused `not-yours`, naming whoever made it: `what` is the thing as in “bert made this link” */
export function demandOwn(request: FastifyRequest, made: { readonly by: string; readonly what: string }, auth: Ownership): void {
  if (auth.mayChange(made.by, signedIn(request))) return;
  throw new Refused('not-yours', `${made.by} made this ${made.what}: only ${made.by} may end or delete it`);
}
