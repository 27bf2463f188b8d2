import { TroubleReason } from '#shared/channel.ts';
import type { CameraCheckAnswer, Finding } from '#shared/health.ts';
import { codecName } from '../camera/codec-name.ts';
import { doctor } from '../text/english/doctor.ts';
import type { Text } from '../text/text.ts';

type FindingCode = keyof typeof doctor.finding;
type Advice = keyof typeof doctor.adviceFor;

/** A finding in the user's language, each sentence taking what it needs of the figures; what this page does not know is told as the server says it. */
export function findingWords({ code, text, advice, data }: Finding, t: Text, language: string): { text: string; advice: string | null } {
  const values = valuesOf(data, t, language);
  const hasSize = !/width/.test(sentence(code)) || (data.width && data.height);
  const adviceKey = code.startsWith('gop') ? 'gop' : code === 'clock_fast' || code === 'clock_slow' ? 'clock_drift' : code;
  return {
    text: isFindingCode(code) && hasSize ? t(`doctor.finding.${code}` as 'doctor.finding.reachable', values) : text,
    advice: advice === null ? null : isAdvice(adviceKey) && adviceKey !== 'gop' ? t(`doctor.adviceFor.${adviceKey}`) : gopAdvice(advice, t),
  };
}

/** All of it as plain text, to be sent to somebody who can help. */
export function reportText(
  answer: CameraCheckAnswer,
  { name, t, language, moment }: { name: string; t: Text; language: string; moment: string },
): string {
  const lines = answer.findings.flatMap((finding) => {
    const words = findingWords(finding, t, language);
    const head = `[${t(`doctor.verdict.${finding.verdict}`)}] ${topicText(finding.topic, t)}: ${words.text}`;
    return words.advice ? [head, `    ${t('doctor.advice')}: ${words.advice}`] : [head];
  });
  return [`${name} (${answer.channel}), ${moment}`, ...lines].join('\n');
}

/** What a finding is about. */
export function topicText(topic: string, t: Text): string {
  return topic in doctor.topic ? t(`doctor.topic.${topic as keyof typeof doctor.topic}`) : topic;
}

/** The frames stand in the server's sentence only. */
function gopAdvice(advice: string, t: Text): string {
  const [, from, to] = /(\d+) to (\d+) frames/.exec(advice) ?? [];
  return from && to ? t('doctor.adviceFor.gop', { from, to }) : advice;
}

function valuesOf(data: Finding['data'], t: Text, language: string): Record<string, string | number> {
  const number = (value: unknown): string =>
    typeof value === 'number' ? new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value) : '?';
  const seconds = (value: unknown): string => number(typeof value === 'number' ? value / 1000 : value);
  const reason = TroubleReason.safeParse(data.reason);
  return {
    reason: reason.success ? t(`reason.${reason.data}`) : '',
    codec: typeof data.codec === 'string' ? codecName(data.codec) : '?',
    width: Number(data.width),
    height: Number(data.height),
    seconds: number(data.seconds),
    average: seconds(data.averageMs),
    shortest: seconds(data.shortestMs),
    longest: seconds(data.longestMs),
    measured: number(data.measured),
    declared: number(data.declared),
    percent: number(data.percent),
    hourly: number(data.secondsAnHour),
  };
}

function sentence(code: string): string {
  return isFindingCode(code) ? doctor.finding[code] : '';
}

function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(doctor.finding, code);
}

function isAdvice(code: string): code is Advice {
  return Object.hasOwn(doctor.adviceFor, code);
}
