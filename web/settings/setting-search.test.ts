import { expect, test } from 'vitest';
import type { Setting } from '#shared/settings.ts';
import { Variables } from '../../src/config/variables.ts';
import { variable } from '../text/english/variable.ts';
import { envLine, groupedSettings, isFound } from './setting-search.ts';

const setting = (more: Partial<Setting>): Setting => ({
  key: 'WEB_PORT',
  name: 'WEB_PORT',
  value: '2126',
  isSet: false,
  isSecret: false,
  source: 'default',
  fileVariable: null,
  defaultValue: '2126',
  ...more,
});

test('every variable of the server has a meaning here', () => {
  expect(Object.keys(variable.text)).toEqual(Variables.keyof().options);
});

test('groups follow the order of the documentation, and all of them are used', () => {
  const all = Variables.keyof().options.map((key) => setting({ key, name: key }));

  const groups = groupedSettings(all);

  expect(groups.map(({ group }) => group)).toEqual(Object.keys(variable.group));
  expect(groups.flatMap(({ settings }) => settings)).toEqual(all);
  expect(groupedSettings([setting({ key: 'NEW' })])).toMatchObject([{ group: 'other' }]);
});

test('a search finds name, value and meaning, every word of it', () => {
  const port = setting({});

  expect(isFound(port, 'Port of app and API', 'web port')).toBe(true);
  expect(isFound(port, 'Port of app and API', '2126')).toBe(true);
  expect(isFound(port, 'Port of app and API', 'api port')).toBe(true);
  expect(isFound(port, 'Port of app and API', 'port garden')).toBe(false);
  expect(isFound(port, '', '')).toBe(true);
});

test.each<[string, Partial<Setting>]>([
  ['WEB_PORT=2126', {}],
  ["CAMERA_2_NAME='Front door'", { name: 'CAMERA_2_NAME', value: 'Front door' }],
  ['CAMERA_1_URL=', { name: 'CAMERA_<n>_URL', value: null }],
  ['DVR_PASS=', { name: 'DVR_PASS', value: null, isSecret: true }],
])('the line for .env is %s', (line, more) => {
  expect(envLine(setting(more))).toBe(line);
});
