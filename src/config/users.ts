import type { Problems } from './problems.ts';
import { isHash } from './user.ts';
import type { Variables } from './variables.ts';

/** The users in `.env`: each `user<n>` with its `pass<n>`. */
export function usersOf(values: Variables, problems: Problems): { readonly name: string; readonly password: string }[] {
  const names = values['user<n>'];
  const passwords = values['pass<n>'];
  const users: { name: string; password: string }[] = [];
  for (const number of new Set([...Object.keys(names), ...Object.keys(passwords)])) {
    const [user, pass] = [`user${number}`, `pass${number}`];
    const [name, password] = [names[number], passwords[number]];
    if (name === undefined && !problems.has(user)) problems.report(user, `is missing: ${pass} is set; name its user, or remove ${pass}`);
    if (password === undefined && !problems.has(pass)) problems.report(pass, `is missing: ${user} is set; give it a password`);
    if (name === undefined || password === undefined) continue;
    if (users.some((other) => other.name === name)) problems.report(user, 'has the name of another user: choose another one', name);
    if (!isHash(password)) problems.warn(`${pass} is plain text: "npm run hash-password" makes a hash to put in its place`);
    users.push({ name, password });
  }
  return users;
}
