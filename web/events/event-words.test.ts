import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { EventTold } from '#shared/event-data.ts';
import type { NvrEvent } from '#shared/events.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { EXAMPLE_EVENTS } from '../../test/fakes/example-events.ts';
import { openLateTexts } from '../text/late.ts';
import { chooseLanguage, openTexts } from '../text/text.ts';
import { eventWords } from './event-words.ts';

beforeAll(async () => {
  const kept = new Map<string, string>();
  Object.assign(globalThis, {
    localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) },
    document: { documentElement: {} },
  });
  await openTexts({ getItem: () => 'en' }, []);
  openLateTexts();
});

const CONFIG = {
  timeZone: 'Europe/Berlin',
  channels: [
    { channel: 1, name: 'Haustür' },
    { channel: 2, name: 'Garten' },
  ],
} as unknown as ConfigAnswer; // words ask for nothing else

/** As the server answers it. */
const remembered = ({ kind, channel = null, data }: EventTold): NvrEvent => ({
  ...{ id: 1, at: '2026-11-22T10:00:00.000Z', kind, channel },
  ...{ text: 'The English sentence', data: { ...data } as NvrEvent['data'] },
});

async function wordsIn(language: 'en' | 'de', events: readonly EventTold[]): Promise<(string | null)[]> {
  await chooseLanguage(language);
  const { t } = i18next;
  return events.map((event) => eventWords(remembered(event), { config: CONFIG, t, language }));
}

describe('every kind of event', () => {
  test.each(['en', 'de'] as const)('is told in %s from its data, never by the sentence of the server', async (language) => {
    const told = await wordsIn(language, EXAMPLE_EVENTS);

    expect(told).not.toContain('The English sentence');
    expect(told.filter((words) => words !== null && /{{|events\.|status\.|undefined|null|NaN|^\s*$/.test(words))).toEqual([]);
  });

  test('has other words in German than in English, where it has words and not only names', async () => {
    const [english, german] = [await wordsIn('en', EXAMPLE_EVENTS), await wordsIn('de', EXAMPLE_EVENTS)];
    const alike = EXAMPLE_EVENTS.filter((_, at) => english[at] !== null && english[at] === german[at]).map(({ kind }) => kind);

    expect(new Set(alike)).toEqual(new Set(['recording_deleted', 'export_deleted', 'share_removed', 'started']));
    expect(german.map((words) => words === null)).toEqual(english.map((words) => words === null));
  });
});

test('sizes, times and cameras are those of the reader', async () => {
  const told = await wordsIn('de', EXAMPLE_EVENTS);
  const of = (kind: EventTold['kind']): (string | null | undefined)[] =>
    EXAMPLE_EVENTS.flatMap((event, at) => (event.kind === kind ? [told[at]] : []));

  expect(of('cleanup')[1]).toBe('12 Aufnahmen von Haustür, 3; 3,48 GB; 2 ließen sich nicht löschen');
  expect(of('camera_lost')).toEqual(['Kamera antwortet nicht', 'Kamera ist nicht zu erreichen']);
  expect(of('protection_added')).toEqual(['Front door, 22. Nov. 2026, 11:00 bis 22. Nov. 2026, 11:05']);
  expect(of('alarm_raised')).toEqual(['Garten wird nicht aufgezeichnet: Kamera ist nicht zu erreichen']);
  expect(of('sign_in_failed')).toEqual([null, 'Unbekannter Name, Adresse 192.0.2.7']);
});

test('what an earlier version remembered without data shows the sentence it was remembered with', async () => {
  await chooseLanguage('de');
  const { t } = i18next;
  const old = { kind: 'protection_added' as const, channel: 1, text: 'anna protected Front door', data: { user: 'anna', id: 3 } };

  expect(eventWords(old, { config: CONFIG, t, language: 'de' })).toBe('anna protected Front door');
});
