export const login = {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  show: 'Show password',
  hide: 'Hide password',
  capsLock: 'Caps Lock is on.',
  submit: 'Sign in',
  submitting: 'Signing in …',
  failed: 'Name or password is wrong.',
  limited: 'Too many attempts. You can try again in {{count}} s.',
  unavailable: 'The server cannot be reached. Try again in a moment.',
  ended: 'Your session has ended. Sign in again to go on where you were.',
} as const;
