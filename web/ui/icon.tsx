/** Our icons: strokes on a 24 px grid. */
const PATHS = {
  live: 'M3 7.500a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM15 10.500l6-3.500v10l-6-3.500',
  recordings: 'M12 3.500a8.500 8.500 0 1 1-8.100 5.900M3.500 4.500v5h5M12 7.500V12l3.200 2',
  storage:
    'M4 7c0-1.700 3.600-3 8-3s8 1.300 8 3-3.600 3-8 3-8-1.300-8-3zM4 7v5c0 1.700 3.600 3 8 3s8-1.300 8-3V7M4 12v5c0 1.700 3.600 3 8 3s8-1.300 8-3v-5',
  settings:
    'M12 15.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM19.400 13.600l1.600 1.200-1.900 3.300-1.900-.8a7.600 7.600 0 0 1-2.500 1.500l-.3 2h-3.800l-.3-2a7.600 7.600 0 0 1-2.500-1.500l-1.900.8L3 14.800l1.600-1.200a7.700 7.700 0 0 1 0-2.900L3 9.500l1.900-3.300 1.900.8a7.600 7.600 0 0 1 2.500-1.500l.3-2h3.800l.3 2a7.600 7.600 0 0 1 2.500 1.500l1.900-.8L21 9.500l-1.600 1.200a7.700 7.700 0 0 1 0 2.900z',
  signOut: 'M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8M10 12h11M17.500 8.500 21 12l-3.500 3.500',
  play: 'M7 4.800v14.400L19 12z',
  pause: 'M8 5v14M16 5v14',
  back: 'M11 6.500v11L4 12zM20 6.500v11L13 12z',
  forward: 'M13 6.500v11l7-5.500zM4 6.500v11l7-5.500z',
  sound: 'M4 9.500h3.500L12 5.500v13l-4.500-4H4zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a7.800 7.800 0 0 1 0 11',
  mute: 'M4 9.500h3.500L12 5.500v13l-4.500-4H4zM16 9.500l5 5M21 9.500l-5 5',
  enlarge: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  reduce: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  camera:
    'M4 7.500h3.500l1.500-2.500h6l1.500 2.500H20a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8.500a1 1 0 0 1 1-1zM12 16.200a3.400 3.400 0 1 0 0-6.800 3.400 3.400 0 0 0 0 6.800z',
  download: 'M12 4v11M7.500 11 12 15.500 16.500 11M4.500 19.500h15',
  trash: 'M4.500 6.500h15M9.500 6V4h5v2M6.500 6.500l.8 13h9.400l.8-13M10 10.500v5.500M14 10.500v5.500',
  calendar: 'M5 6h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4 10.500h16M8 3.500V8M16 3.500V8',
  left: 'M14.500 5.500 8 12l6.500 6.500',
  right: 'M9.500 5.500 16 12l-6.500 6.500',
  down: 'M5.500 9.500 12 16l6.500-6.500',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  warning: 'M12 4 2.800 19.500h18.400zM12 10v4.500M12 17v.2',
  offline:
    'M4 4l16 16M9.500 5.500H13a2 2 0 0 1 2 2V11l6-3.500V17l-2-1.200M15 15.500V16a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 1.500-1.900',
  lock: 'M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600z',
  eyeOff:
    'M4 4l16 16M9.900 5.700A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a16 16 0 0 1-2.800 3.500M6.400 7.400A16 16 0 0 0 2.500 12S6 18.500 12 18.500a9 9 0 0 0 4.300-1.100M10.100 10a2.800 2.800 0 0 0 3.900 3.900',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500a7.500 7.500 0 0 1 15 0',
  copy: 'M9 8h10a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM16 8V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h3',
} as const;

const FILLED: ReadonlySet<string> = new Set(['play', 'back', 'forward']);

export type IconName = keyof typeof PATHS;

/** A picture beside words or inside a labelled button; says nothing to screen readers. */
export function Icon({ name, size = 20, className = '' }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill={FILLED.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${className}`}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
