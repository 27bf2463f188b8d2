import { adviceFor, clockAdvice } from './advice-for.ts';
import { camerasOf } from './cameras-of.ts';
import type { Credentials } from './credentials.ts';
import type { AskResult, Profile } from './device-facts.ts';
import { envLines } from './env-lines.ts';
import { failureText } from './failure-text.ts';
import type { FoundDevice } from './found-device.ts';
import { plainText } from './plain-text.ts';

export interface ReportOptions {
  readonly device: FoundDevice;
  readonly result: AskResult;
  readonly credentials: Credentials;
  /** Number of the next camera. */
  readonly number: number;
}

/** What is said of one device: everything but the assignments is a comment, so that the whole can be appended to `.env`. */
export function report({ device, result, credentials, number }: ReportOptions): { readonly text: string; readonly cameras: number } {
  const { host, hostname } = device.url;
  if (result.kind === 'failed') return { text: comments([titleOf(host, device.name), failureText(result.failure)]), cameras: 0 };
  const { facts } = result;
  const name =
    device.name ||
    [facts.maker, facts.model]
      .map((part) => plainText(part ?? ''))
      .join(' ')
      .trim();
  const cameras = camerasOf(facts);
  const head = comments([titleOf(host, name), ...clockAdvice(facts.clockOffsetMs)]);
  if (cameras.length === 0)
    return { text: `${head}${comments(['None of its streams is H.264 or H.265: set one in its settings.'])}`, cameras: 0 };
  let next = number;
  const parts = cameras.map((camera) => {
    const { main, sub } = camera;
    const called = cameras.length > 1 ? `${name} ${main.source ?? ''}` : name;
    const { lines, notes } = envLines({ camera, number: next, name: called, credentials, host: hostname });
    if (lines.length > 0) next++;
    const streams = [`main: ${told(main)}`, ...(sub ? [`sub: ${told(sub)}`] : [])];
    return `${comments([...streams, ...notes, ...adviceFor(camera)])}${lines.map((line) => `${line}\n`).join('')}`;
  });
  return { text: head + parts.join('\n'), cameras: next - number };
}

function titleOf(host: string, name: string): string {
  return `── ${host}${name ? `: ${name}` : ''}`;
}

function told({ encoding, width, height, frameRate, bitrateKbps }: Profile): string {
  const parts = [
    encoding,
    width && height && `${width}×${height}`,
    frameRate && `${frameRate} frames/s`,
    bitrateKbps && `up to ${bitrateKbps} kbit/s`,
  ];
  return plainText(parts.filter((part) => part !== null && part !== 0).join(', '), 120);
}

function comments(sentences: readonly string[]): string {
  return sentences.map((sentence) => `# ${sentence}\n`).join('');
}
