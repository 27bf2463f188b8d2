import type { CameraLevel } from './camera-order.ts';

const COLORS: Record<CameraLevel, string> = { good: 'text-ok', attention: 'text-warn', bad: 'text-danger', off: 'text-muted' };

/** How something does: a shape as well as a colour. */
export function CameraMark({ level }: { level: CameraLevel }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" width={12} height={12} className={`shrink-0 ${COLORS[level]}`} fill="currentColor">
      {level === 'good' && <circle cx="6" cy="6" r="5" />}
      {level === 'attention' && <path d="M6 0.500 11.800 11H0.200z" />}
      {level === 'bad' && <rect x="1" y="1" width="10" height="10" rx="1.500" />}
      {level === 'off' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />}
    </svg>
  );
}
