import { z } from 'zod';

/** GET /api/config: what the app needs to know; never a secret. */
export const ConfigAnswer = z.object({
  numChannels: z.number().int(),
  storageLimit: z.number().describe('MAX_STORAGE_GB'),
  segmentDuration: z.number().describe('Seconds'),
  recordFormat: z.enum(['mkv', 'mp4']),
  retentionDays: z.number().nullable(),
  timeZone: z.string(),
  demo: z.boolean().describe('The cameras are synthetic: no camera is configured yet'),
  version: z.string(),
  channels: z.array(z.object({ channel: z.number().int(), name: z.string(), record: z.boolean(), hasSub: z.boolean() })),
  youtube: z.object({ enabled: z.boolean(), channel: z.number().int(), rotationMinutes: z.number() }),
});
export type ConfigAnswer = z.infer<typeof ConfigAnswer>;

/** Where a variable's value comes from; `system`: from the machine, because nobody set it. */
export const SettingSource = z.enum(['default', '.env', 'environment', 'file', 'system']);
export type SettingSource = z.infer<typeof SettingSource>;

export const Setting = z.object({
  key: z.string().describe('As documented, e.g. `CAMERA_<n>_NAME`'),
  name: z.string().describe('As it is written in .env, e.g. `CAMERA_3_NAME`'),
  value: z.string().nullable().describe('In effect; null: none, or a secret'),
  isSet: z.boolean(),
  isSecret: z.boolean().describe('Its value is never told'),
  source: SettingSource,
  fileVariable: z.string().nullable().describe('The `<NAME>_FILE` that names the file it was read from'),
  defaultValue: z.string().nullable(),
});
export type Setting = z.infer<typeof Setting>;

/** GET /api/settings, in the order of the documentation */
export const SettingsAnswer = z.object({ settings: z.array(Setting) });
export type SettingsAnswer = z.infer<typeof SettingsAnswer>;
