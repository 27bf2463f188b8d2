import type { Setting } from '#shared/settings.ts';
import type { variable } from '../text/english/variable.ts';

/** Variables that belong together. */
type SettingGroup = keyof typeof variable.group;

/** The first variable of each group, in the order of the documentation. */
const BEGINS: Readonly<Record<string, SettingGroup>> = {
  DVR_IP: 'cameras',
  SEGMENT_DURATION: 'recording',
  MAX_STORAGE_GB: 'kept',
  DATA_DIR: 'data',
  WEB_PORT: 'web',
  GO2RTC_API_PORT: 'hub',
  YOUTUBE_ENABLED: 'streamer',
  TRANSCODE_LIMIT: 'playback',
  ALERT_WEBHOOK_URL: 'alerts',
  TZ: 'other',
};

interface GroupedSettings {
  readonly group: SettingGroup;
  readonly settings: readonly Setting[];
}

/** Settings as the server orders them, in their groups. */
export function groupedSettings(settings: readonly Setting[]): readonly GroupedSettings[] {
  const groups: { group: SettingGroup; settings: Setting[] }[] = [];
  for (const setting of settings) {
    const group = BEGINS[setting.key];
    if (group !== undefined && groups.at(-1)?.group !== group) groups.push({ group, settings: [] });
    const last = groups.at(-1);
    if (last) last.settings.push(setting);
    else groups.push({ group: 'other', settings: [setting] });
  }
  return groups.filter(({ settings: own }) => own.length > 0);
}

/** Whether every word is somewhere in name, value or meaning. */
export function isFound({ name, value }: Setting, meaning: string, words: string): boolean {
  const text = `${name} ${value ?? ''} ${meaning}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The line of `.env` that would set it as it is now; a secret's value is for its owner to fill in. */
export function envLine({ name, value, isSecret }: Setting): string {
  const key = name.replace('<n>', '1');
  if (isSecret || value === null) return `${key}=`;
  return /[\s#$'"]/.test(value) ? `${key}='${value.replaceAll("'", "\\'")}'` : `${key}=${value}`;
}
