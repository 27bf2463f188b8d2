import type { IconName } from '../ui/icon.tsx';

/** The rooms of the app in the order of the rail, with their addresses. */
export const ROOMS = [
  { to: '/live', icon: 'live', text: 'app.live' },
  { to: '/recordings', icon: 'recordings', text: 'app.recordings' },
  { to: '/exports', icon: 'exports', text: 'app.exports' },
  { to: '/health', icon: 'health', text: 'app.health' },
  { to: '/events', icon: 'events', text: 'app.events' },
  { to: '/storage', icon: 'storage', text: 'app.storage' },
  { to: '/streaming', icon: 'streaming', text: 'app.streamer' },
  { to: '/settings', icon: 'settings', text: 'app.settings' },
] as const satisfies readonly { to: string; icon: IconName; text: string }[];

/** How many of them stand in the bar of a phone; the others are behind "More". */
export const ROOMS_ON_PHONE = 4;
