/** The keys that work on every screen, and the text that says what each does. */
export const SHELL_KEYS = [
  { keys: ['?'], text: 'app.keyKeys' },
  { keys: ['Esc'], text: 'app.keyClose' },
  { keys: ['Tab'], text: 'app.keyTab' },
] as const;
