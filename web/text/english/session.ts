export const session = {
  endOthers: 'End all others',
  everywhere: 'Sign out everywhere',
  everywhereTitle: 'Sign out everywhere?',
  everywhereText: 'Every browser and phone must sign in again with name and password, this one too. Recording goes on.',
  stay: 'Stay signed in',
  othersEnded: 'All other sessions are ended.',
} as const;
