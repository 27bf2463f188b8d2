import { isIPv6 } from 'node:net';
import { type CameraUrl, readCameraUrl } from './camera-url.ts';
import { Refusal } from './refusal.ts';

/** What a template's placeholders stand for; user and password as their owner writes them. */
export interface TemplateValues {
  readonly user: string | undefined;
  readonly pass: string | undefined;
  readonly ip: string;
  readonly port: number;
  readonly channel: number;
}

const PLACEHOLDERS = ['user', 'pass', 'ip', 'port', 'channel'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

const SAMPLE: TemplateValues = { user: 'user', pass: 'pass', ip: '192.0.2.1', port: 554, channel: 1 };

/** Checks a URL template as far as it can be without its values. @throws Refusal naming what is wrong */
export function readTemplate(template: string): string {
  for (const [, name = ''] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (isPlaceholder(name)) continue;
    const shown = /^\w{1,20}$/.test(name) ? ` {${name}}` : '';
    throw new Refusal(`has the unknown placeholder${shown}: known are ${PLACEHOLDERS.map((known) => `{${known}}`).join(' ')}`);
  }
  fillTemplate(template, SAMPLE);
  return template;
}

/** Whether the template asks for this value. */
export function asksFor(template: string, placeholder: Placeholder): boolean {
  return template.includes(`{${placeholder}}`);
}

/**
 * The URL of one channel, user and password percent-encoded. For cameras without a login `{user}:{pass}@` falls away.
 * @throws Refusal when the result is no camera's URL
 */
export function fillTemplate(template: string, { user, pass, ip, port, channel }: TemplateValues): CameraUrl {
  const isOpen = user === undefined && pass === undefined;
  const values: Readonly<Record<Placeholder, string>> = {
    user: encodeURIComponent(user ?? ''),
    pass: encodeURIComponent(pass ?? ''),
    ip: isIPv6(ip) ? `[${ip}]` : ip,
    port: String(port),
    channel: String(channel),
  };
  const asked = isOpen ? template.replace('{user}:{pass}@', '') : template;
  return readCameraUrl(asked.replace(/\{(\w+)\}/g, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole)));
}

function isPlaceholder(name: string): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}
