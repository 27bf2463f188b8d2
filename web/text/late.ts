import i18next from 'i18next';
import { doctor } from './english/doctor.ts';
import { events } from './english/events.ts';
import { exports } from './english/exports.ts';
import { health } from './english/health.ts';
import { player } from './english/player.ts';
import { session } from './english/session.ts';
import { settings } from './english/settings.ts';
import { storage } from './english/storage.ts';
import { streamer } from './english/streamer.ts';
import { timeline } from './english/timeline.ts';
import { variable } from './english/variable.ts';
import { doctor as germanDoctor } from './german/doctor.ts';
import { events as germanEvents } from './german/events.ts';
import { exports as germanExports } from './german/exports.ts';
import { health as germanHealth } from './german/health.ts';
import { player as germanPlayer } from './german/player.ts';
import { session as germanSession } from './german/session.ts';
import { settings as germanSettings } from './german/settings.ts';
import { storage as germanStorage } from './german/storage.ts';
import { streamer as germanStreamer } from './german/streamer.ts';
import { timeline as germanTimeline } from './german/timeline.ts';
import { variable as germanVariable } from './german/variable.ts';

/** The texts of every screen that comes after the first: they come with it, and the first one is drawn sooner. */
export const lateEnglish = {
  doctor,
  events,
  exports,
  health,
  player,
  session,
  settings,
  storage,
  streamer,
  timeline,
  variable,
} as const;

/** The same in German. */
export const lateGerman: LateTexts = {
  doctor: germanDoctor,
  events: germanEvents,
  exports: germanExports,
  health: germanHealth,
  player: germanPlayer,
  session: germanSession,
  settings: germanSettings,
  storage: germanStorage,
  streamer: germanStreamer,
  timeline: germanTimeline,
  variable: germanVariable,
};

/** The same keys with texts of another language. */
type LateTexts = Late<typeof lateEnglish>;
type Late<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Late<T[Key]> };

/** Makes them known to `t`; routes.tsx does so before it draws any screen that comes later. */
export function openLateTexts(): void {
  if (i18next.exists('health.title', { lng: 'en' })) return;
  i18next.addResourceBundle('en', 'translation', lateEnglish);
  i18next.addResourceBundle('de', 'translation', lateGerman);
}
