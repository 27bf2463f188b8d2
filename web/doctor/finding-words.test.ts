import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '#shared/health.ts';
import { openLateTexts } from '../text/late.ts';
import { chooseLanguage, openTexts } from '../text/text.ts';
import { findingWords, reportText } from './finding-words.ts';

beforeAll(async () => {
  const kept = new Map<string, string>();
  Object.assign(globalThis, {
    localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) },
    document: { documentElement: {} },
  });
  await openTexts({ getItem: () => 'en' }, []);
  openLateTexts();
});

const finding = (more: Partial<Finding>): Finding => ({
  topic: 'gop',
  code: 'gop_long',
  verdict: 'note',
  text: 'A keyframe comes every 4.0 seconds',
  advice: 'Set the camera’s I-frame interval (GOP) to 20 to 40 frames, which is one to two seconds.',
  data: { averageMs: 4000, longestMs: 4000 },
  ...more,
});

describe('a finding', () => {
  test('is told in the user’s language, with its numbers', async () => {
    await chooseLanguage('de');
    const { t, language } = i18next;

    const { text, advice } = findingWords(finding({}), t, language);

    expect(text).toMatch(/^Alle 4 Sekunden kommt ein Schlüsselbild: /);
    expect(advice).toBe(
      'Stellen Sie den Abstand der Schlüsselbilder (I-Frame-Intervall, GOP) auf 20 bis 40 Bilder, also eine bis zwei Sekunden.',
    );
    await chooseLanguage('en');
  });

  test('of a clock is told with how far it runs away', () => {
    const { t, language } = i18next;
    const data = { percent: 0.3, secondsAnHour: 11, isFast: true };

    const { text, advice } = findingWords(finding({ topic: 'clock', code: 'clock_fast', text: 'fast', advice: 'NTP', data }), t, language);

    expect(text).toBe('The camera’s clock runs 0.3 % fast, 11 seconds an hour.');
    expect(advice).toMatch(/^Recordings are placed by this server’s clock/);
  });

  test('that this page does not know is told as the server says it', () => {
    const { t, language } = i18next;

    expect(findingWords(finding({ code: 'lens_dirty', text: 'The lens is dirty.', advice: 'Wipe it.' }), t, language)).toEqual({
      text: 'The lens is dirty.',
      advice: 'Wipe it.',
    });
  });

  test('without a size is told as the server says it', () => {
    const { t, language } = i18next;
    const noSize = finding({
      code: 'codec_h264',
      text: 'The video is H.264: every browser plays it.',
      data: { codec: 'h264', width: null },
    });

    expect(findingWords(noSize, t, language).text).toBe('The video is H.264: every browser plays it.');
  });
});

test('a report holds every finding with its advice', () => {
  const { t, language } = i18next;
  const answer = { channel: 3, at: '2026-11-22T10:00:00Z', tookMs: 5000, verdict: 'note', findings: [finding({})], picture: null } as const;

  const text = reportText({ ...answer, findings: [...answer.findings] }, { name: 'Garden', t, language, moment: '22 Nov 2026, 11:00' });

  expect(text.split('\n')).toEqual([
    'Garden (3), 22 Nov 2026, 11:00',
    expect.stringMatching(/^\[Worth knowing\] Keyframes: A keyframe comes every 4 seconds/),
    expect.stringMatching(/^ {4}Advice: Set the camera’s I-frame interval \(GOP\) to 20 to 40 frames/),
  ]);
});
