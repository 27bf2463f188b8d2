/** The keys of the live wall, and the text that says what each does. */
export const LIVE_KEYS = [
  { keys: ['1', '…', '9'], text: 'live.keyOpen' },
  { keys: ['←', '→'], text: 'live.keyPage' },
  { keys: ['f'], text: 'live.keyFullScreen' },
  { keys: ['k'], text: 'live.keyKiosk' },
  { keys: ['Esc'], text: 'live.keyLeave' },
] as const;
