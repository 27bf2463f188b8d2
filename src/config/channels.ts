import type { CameraUrl } from './camera-url.ts';
import type { Problems } from './problems.ts';
import { Refusal } from './refusal.ts';
import { asksFor, fillTemplate, type Placeholder } from './url-template.ts';
import type { Variables } from './variables.ts';

/** A channel to watch and record. */
export interface ChannelConfig {
  /** From 1. */
  readonly channel: number;
  readonly name: string;
  /** Complete, with percent-encoded credentials; empty for a demo camera, whose address is known when it runs. */
  readonly url: string;
  /** The low-resolution stream; null where there is none. */
  readonly subUrl: string | null;
  /** False: live only. */
  readonly record: boolean;
  /** What of its URLs must never be shown, not encoded. */
  readonly secrets: readonly string[];
}

export interface Channels {
  readonly demo: boolean;
  /** By number, rising. */
  readonly channels: readonly ChannelConfig[];
}

const DEMO_NAMES = ['Demo garden', 'Demo door'];

/** Which channels there are: those of the DVR, then those with a URL of their own; two synthetic ones when there is neither. */
export function channelsOf(values: Variables, problems: Problems): Channels {
  const own = numbersOf(values['CAMERA_<n>_URL']);
  const demo = values.DVR_IP === undefined && own.length === 0;
  checkLogin(values, problems, demo);
  if (values.DVR_IP !== undefined) checkTemplates(values, problems);
  const ofDvr = values.DVR_IP === undefined ? 0 : values.NUM_CHANNELS;
  const numbers = demo ? [1, 2] : [...new Set([...Array.from({ length: ofDvr }, (_, index) => index + 1), ...own])].sort((a, b) => a - b);
  const channels = numbers.map((channel) => {
    const { main, sub } = urlsOf(channel, values, problems);
    return {
      channel,
      name: values['CAMERA_<n>_NAME'][channel] ?? (demo ? DEMO_NAMES[channel - 1] : undefined) ?? `Camera ${channel}`,
      url: main?.url ?? '',
      subUrl: sub?.url ?? null,
      record: values['CAMERA_<n>_RECORD'][channel] ?? true,
      secrets: [...new Set([...(main?.secrets ?? []), ...(sub?.secrets ?? [])])],
    };
  });
  checkOrphans(values, { numbers, demo }, problems);
  warnOfTwins(channels, problems);
  return { demo, channels };
}

/** A camera with a URL of its own does not sit behind the DVR, so the DVR's sub-stream is not its. */
function urlsOf(channel: number, values: Variables, problems: Problems): { main?: CameraUrl; sub?: CameraUrl } {
  const main = values['CAMERA_<n>_URL'][channel];
  const sub = values['CAMERA_<n>_SUB_URL'][channel];
  if (main || values.DVR_IP === undefined) return { main, sub };
  return {
    main: filled('RTSP_URL_TEMPLATE', channel, values, problems),
    sub: sub ?? filled('RTSP_SUB_URL_TEMPLATE', channel, values, problems),
  };
}

type TemplateKey = 'RTSP_URL_TEMPLATE' | 'RTSP_SUB_URL_TEMPLATE';

function filled(key: TemplateKey, channel: number, values: Variables, problems: Problems): CameraUrl | undefined {
  const { DVR_IP: ip, DVR_USER: user, DVR_PASS: pass, DVR_PORT: port } = values;
  const template = values[key];
  if (template === undefined || ip === undefined || problems.has(key)) return undefined;
  try {
    return fillTemplate(template, { user, pass, ip, port, channel });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.report(key, error.message);
    return undefined;
  }
}

function checkLogin({ DVR_USER, DVR_PASS }: Variables, problems: Problems, demo: boolean): void {
  if (demo && (DVR_USER !== undefined || DVR_PASS !== undefined) && !problems.has('DVR_IP')) {
    problems.report('DVR_IP', 'is missing: DVR_USER or DVR_PASS is set, so there is a DVR; name its address');
  }
  if (DVR_PASS !== undefined && DVR_USER === undefined && !problems.has('DVR_USER')) {
    problems.report('DVR_USER', 'is missing: DVR_PASS is set');
  }
  if (DVR_USER !== undefined && DVR_PASS === undefined && !problems.has('DVR_PASS')) {
    problems.warn('DVR_PASS is not set: the DVR is asked with an empty password');
  }
}

function checkTemplates(values: Variables, problems: Problems): void {
  for (const key of ['RTSP_URL_TEMPLATE', 'RTSP_SUB_URL_TEMPLATE'] as const) {
    const template = values[key];
    if (template === undefined || problems.has(key)) continue;
    for (const [placeholder, reason] of neededIn(values)) {
      if (!asksFor(template, placeholder)) problems.report(key, `lacks {${placeholder}}: ${reason}`);
    }
  }
}

/** What a template must ask for, or something that is configured would have no effect. */
function neededIn({ NUM_CHANNELS, DVR_PORT, DVR_USER, DVR_PASS }: Variables): (readonly [Placeholder, string])[] {
  const needed: (readonly [Placeholder, string])[] = [['ip', 'DVR_IP would have no effect']];
  if (DVR_PORT !== 554) needed.push(['port', `DVR_PORT=${DVR_PORT} would have no effect`]);
  if (DVR_USER !== undefined) needed.push(['user', 'DVR_USER would have no effect']);
  if (DVR_PASS !== undefined) needed.push(['pass', 'DVR_PASS would have no effect']);
  if (NUM_CHANNELS > 1) needed.push(['channel', `all ${NUM_CHANNELS} channels would be the same stream; add it, or set NUM_CHANNELS=1`]);
  return needed;
}

/** CAMERA_9_NAME without a channel 9 is a mistake that nobody would see. */
function checkOrphans(values: Variables, { numbers, demo }: { numbers: readonly number[]; demo: boolean }, problems: Problems): void {
  if (problems.has('DVR_IP', 'NUM_CHANNELS')) return;
  for (const key of ['CAMERA_<n>_NAME', 'CAMERA_<n>_RECORD', 'CAMERA_<n>_SUB_URL'] as const) {
    for (const number of numbersOf(values[key])) {
      const url = `CAMERA_${number}_URL`;
      const isHere = numbers.includes(number) && !(demo && key === 'CAMERA_<n>_SUB_URL');
      if (isHere || problems.has(url)) continue;
      const remedy = values.DVR_IP === undefined ? `set ${url}` : `set ${url}, or NUM_CHANNELS to ${number} or more`;
      problems.report(key.replace('<n>', String(number)), `belongs to no channel: ${remedy}`);
    }
  }
}

function warnOfTwins(channels: readonly ChannelConfig[], problems: Problems): void {
  const seen = new Map<string, string>();
  for (const { channel, url, subUrl } of channels) {
    for (const [label, address] of [
      [`channel ${channel}`, url] as const,
      [`the sub-stream of channel ${channel}`, subUrl ?? ''] as const,
    ]) {
      const twin = seen.get(address);
      if (address !== '' && twin) problems.warn(`${label} has the same URL as ${twin}: the camera is asked for this stream twice`);
      seen.set(address, label);
    }
  }
}

function numbersOf(family: Readonly<Record<string, unknown>>): number[] {
  return Object.keys(family).map(Number);
}
