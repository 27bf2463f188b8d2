import type { CameraCheckAnswer, Finding, FindingTopic, Verdict } from '#shared/health.ts';
import type { ProbeAnswer } from './camera-probe.ts';

/** What is reported: addresses without passwords. */
export interface Report {
  readonly url: string;
  readonly subUrl: string | undefined;
  readonly number: number;
  readonly answer: ProbeAnswer;
}

export interface Paper {
  /** Signs a line may hold. */
  readonly width: number;
  readonly hasColor: boolean;
}

const TOPICS: Readonly<Record<FindingTopic, string>> = {
  reachable: 'connection',
  password: 'login',
  video_codec: 'video',
  gop: 'keyframes',
  frame_order: 'order',
  smart_codec: 'smart codec',
  audio: 'sound',
  frame_rate: 'frame rate',
  picture: 'picture',
  clock: 'clock',
};
const COLORS: Readonly<Record<Verdict, number>> = { good: 32, note: 36, warning: 33, bad: 31 };
const VERDICT_WIDTH = 9;
const TOPIC_WIDTH = 13;
const INDENT = 2;
const NARROWEST = 60;

/** A codec that browsers do not play is bad for whoever watches, and recorded all the same. */
const BAD_BUT_RECORDED = 'codec_other';

/** Whether a camera of which this was found can be recorded. */
export function isRecordable({ findings }: Pick<CameraCheckAnswer, 'findings'>): boolean {
  return !findings.some(({ code, verdict }) => verdict === 'bad' && code !== BAD_BUT_RECORDED);
}

/** For people: each finding with its advice, and the lines for `.env` that follow. */
export function textReport({ url, subUrl, number, answer: { main, sub } }: Report, paper: Paper): string {
  const parts = [section('Main stream', url, main, paper)];
  if (sub && subUrl !== undefined) parts.push(section('Sub-stream', subUrl, sub, paper));
  const lines = envLines({ url, subUrl, number }).join('\n');
  const how = lines.includes('***') ? ' (with the password for ***)' : '';
  const verdict = isRecordable(main)
    ? `Mini-NVR can record this camera: write into .env${how}`
    : `Mini-NVR cannot record this camera as it is. When that is mended, write into .env${how}`;
  return `${parts.join('\n')}\n${wrapped(verdict, paper.width).join('\n')}\n\n${lines}\n`;
}

/** For programs. */
export function jsonReport(report: Report): string {
  const { url, subUrl, answer } = report;
  const streamOf = (address: string, { verdict, tookMs, findings }: CameraCheckAnswer) => ({
    url: address,
    recordable: isRecordable({ findings }),
    verdict,
    tookMs,
    findings,
  });
  const sub = answer.sub && subUrl !== undefined ? streamOf(subUrl, answer.sub) : null;
  return `${JSON.stringify({ ...streamOf(url, answer.main), sub, env: envLines(report) }, null, 2)}\n`;
}

function envLines({ url, subUrl, number }: Pick<Report, 'url' | 'subUrl' | 'number'>): string[] {
  return [`CAMERA_${number}_URL='${url}'`, ...(subUrl === undefined ? [] : [`CAMERA_${number}_SUB_URL='${subUrl}'`])];
}

function section(title: string, url: string, { findings }: CameraCheckAnswer, paper: Paper): string {
  return `${title}: ${url}\n\n${findings.map((finding) => entry(finding, paper)).join('')}`;
}

function entry({ verdict, topic, text, advice }: Finding, { width, hasColor }: Paper): string {
  const left = INDENT + VERDICT_WIDTH + TOPIC_WIDTH;
  const lines = wrapped(text, width - left);
  const more = advice === null ? [] : wrapped(advice, width - left - INDENT).map((line, index) => `${index === 0 ? '→ ' : '  '}${line}`);
  const label = verdict.padEnd(VERDICT_WIDTH);
  const head = `${' '.repeat(INDENT)}${hasColor ? `\u001b[${COLORS[verdict]}m${label}\u001b[0m` : label}${TOPICS[topic].padEnd(TOPIC_WIDTH)}`;
  const [first = '', ...others] = [...lines, ...more];
  return `${head}${first}\n${others.map((line) => `${' '.repeat(left)}${line}\n`).join('')}`;
}

/** Cut between words; a word that is too long stays whole. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > Math.max(width, NARROWEST / 2)) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
