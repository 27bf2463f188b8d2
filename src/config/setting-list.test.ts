import { expect, test } from 'vitest';
import type { Setting } from '#shared/settings.ts';
import { loadConfig } from './config.ts';

interface Told {
  readonly env?: Record<string, string>;
  readonly envFile?: string;
  readonly files?: Record<string, string>;
}

function settings({ env = {}, envFile, files = {} }: Told): readonly Setting[] {
  const readSecretFile = (name: string): string => files[name] ?? '';
  return loadConfig({ env, envFile: envFile ?? null, readSecretFile, systemTimeZone: 'Europe/Berlin' }).settings;
}

const find = (list: readonly Setting[], name: string) => list.find((setting) => setting.name === name);

test('each variable says where its value comes from', () => {
  const list = settings({
    env: { WEB_PORT: '8080', DVR_PASS_FILE: '/run/secrets/dvr' },
    envFile: 'DVR_IP=10.0.0.1\nDVR_USER=admin\nWEB_PORT=9090\nCAMERA_3_NAME=Garden\n',
    files: { '/run/secrets/dvr': 'canary-1' },
  });

  expect(find(list, 'WEB_PORT')).toMatchObject({ value: '8080', source: 'environment', isSet: true, defaultValue: '2126' });
  expect(find(list, 'DVR_IP')).toMatchObject({ value: '10.0.0.1', source: '.env' });
  expect(find(list, 'CAMERA_3_NAME')).toMatchObject({ key: 'CAMERA_<n>_NAME', value: 'Garden', source: '.env' });
  expect(find(list, 'CAMERA_<n>_URL')).toMatchObject({ value: null, isSet: false, source: 'default' });
  expect(find(list, 'DVR_PASS')).toMatchObject({ value: null, isSet: true, isSecret: true, source: 'file', fileVariable: 'DVR_PASS_FILE' });
  expect(find(list, 'MAX_STORAGE_GB')).toMatchObject({ value: '500', source: 'default', isSet: false });
  expect(find(list, 'TZ')).toMatchObject({ value: 'Europe/Berlin', source: 'system' });
});

test('the demo’s shorter files are told, because they are in effect', () => {
  expect(find(settings({}), 'SEGMENT_DURATION')).toMatchObject({ value: '60', isSet: false, defaultValue: '600' });
});

test('no secret is told, wherever it was written', () => {
  const list = settings({
    env: {
      DVR_IP: '10.0.0.1',
      DVR_USER: 'admin',
      DVR_PASS: 'canary-2',
      NUM_CHANNELS: '1',
      RTSP_URL_TEMPLATE: 'rtsp://{user}:{pass}@{ip}/user={user}&password=canary-3/{channel}',
      CAMERA_2_URL: 'rtsp://admin:canary-4@10.0.0.2/s',
      CAMERA_2_NAME: 'Yard canary-4',
      SECRET_KEY: 'canary-5-of-some-length',
      user1: 'anna',
      pass1: 'canary-6',
      GO2RTC_URL: 'http://nvr:canary-7@10.0.0.9:1984',
      YOUTUBE_RTMP_URL: 'rtmp://ingest.example.org/live2/canary-8',
      ALERT_WEBHOOK_URL: 'https://hooks.example.org/canary-9-of-some-length',
    },
  });

  expect(JSON.stringify(list)).not.toContain('canary');
  expect(find(list, 'RTSP_URL_TEMPLATE')?.value).toBe('rtsp://{user}:{pass}@{ip}/user={user}&password=•••/{channel}');
  expect(find(list, 'GO2RTC_URL')?.value).toBe('http://•••:•••@10.0.0.9:1984');
  expect(find(list, 'YOUTUBE_RTMP_URL')?.value).toBe('rtmp://ingest.example.org/live2/•••');
  expect(find(list, 'ALERT_WEBHOOK_URL')).toMatchObject({ isSet: true, value: null });
});
