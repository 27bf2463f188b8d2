import path from 'node:path';
import type { Setting } from '#shared/settings.ts';
import { Redactor } from '../lib/redact.ts';
import { SECRET_PARAMETER } from '../lib/url-secrets.ts';
import type { Origin, RawVariables } from './gather.ts';
import { nameOf } from './names.ts';
import { defaultOf } from './values.ts';
import { DISCREET_KEYS, SECRET_KEYS, type VariableKey, Variables } from './variables.ts';

/** What a list of settings is made of. */
export interface SettingFacts {
  readonly raw: RawVariables;
  /** By the name a person writes. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Values that hold although nobody wrote them, by name: the system's time zone. */
  readonly effective: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

const FOLDERS: readonly string[] = ['RECORD_DIR', 'DATA_DIR'];
const MASK = '•••';

/** Every variable with the value in effect and where it comes from, in the order of the documentation; no secret is in it. */
export function settingsOf({ raw, origins, effective, secrets }: SettingFacts): readonly Setting[] {
  const redactor = new Redactor(secrets);
  return Variables.keyof().options.flatMap((key) =>
    entriesOf(raw, key).map(({ number, text }) => {
      const name = nameOf({ key, number });
      const origin = origins.get(name);
      const isSecret = SECRET_KEYS.has(key);
      const shown = text ?? effective[name] ?? defaultOf(key);
      return {
        key,
        name: number === null && key.includes('<n>') ? key : name,
        value: isSecret || shown === '' ? null : shownText(key, shown, { secrets, redactor }),
        isSet: text !== undefined,
        isSecret,
        source: text === undefined ? (name in effective ? 'system' : 'default') : (origin?.source ?? 'environment'),
        fileVariable: origin?.fileVariable ?? null,
        defaultValue: defaultOf(key) || null,
      };
    }),
  );
}

/** Each number of a family, or the family itself while none is set. */
function entriesOf(raw: RawVariables, key: VariableKey): { number: string | null; text: string | undefined }[] {
  const entry = raw[key];
  if (typeof entry !== 'object') return [{ number: null, text: entry }];
  const numbers = Object.keys(entry).toSorted((a, b) => Number(a) - Number(b));
  return numbers.map((number) => ({ number, text: entry[number] }));
}

function shownText(key: VariableKey, text: string, known: { readonly secrets: readonly string[]; readonly redactor: Redactor }): string {
  if (FOLDERS.includes(key)) return path.resolve(text);
  // the redactor takes placeholders for passwords
  const shown = DISCREET_KEYS.has(key) ? withoutKnown(withoutLogin(text), known.secrets) : known.redactor.text(text);
  return key === 'YOUTUBE_RTMP_URL' ? withoutKey(shown) : shown;
}

function withoutKnown(text: string, secrets: readonly string[]): string {
  const spelled = secrets.filter(({ length }) => length >= 4).flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return spelled.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}

/** Somebody may have written the password where the placeholder belongs. */
function withoutLogin(url: string): string {
  const filled = /^\{\w+\}$/;
  const mask = (text: string): string => (text === '' || filled.test(text) ? text : MASK);
  return url
    .replace(/^(\w+:\/\/)([^/@]*)@/, (_, scheme: string, login: string) => `${scheme}${login.split(':').map(mask).join(':')}@`)
    .replace(/([?&;/_](?:user|usr)=)([^&/_]*)/gi, (_, name: string, value: string) => name + mask(value))
    .replace(SECRET_PARAMETER, (_, name: string, value: string) => name + mask(value));
}

/** Address and application, as ingests are written; what follows may be the stream key. */
function withoutKey(url: string): string {
  const [, head = MASK, rest = ''] = /^(rtmps?:\/\/[^/?#]+(?:\/[^/?#]*)?)(.*)$/i.exec(url) ?? [];
  return rest === '' ? head : `${head}/${MASK}`;
}
