/**
 * Whether a user may change or delete what somebody made: his own, and what belongs to nobody any more because its maker is no user of
 * the configuration now. The one place where this is decided; who may do what besides is said by the policies of routes.
 */
export function mayChange(owner: string, user: string, users: { has(name: string): boolean }): boolean {
  return owner === user || !users.has(owner);
}
