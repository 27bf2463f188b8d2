import { isIP } from 'node:net';
import { z } from 'zod';
import { hasControlCharacter } from './camera-url.ts';
import { Refusal } from './refusal.ts';

/** A variable's value read by a function that throws a Refusal where it does not accept it. */
export function readBy<T>(read: (text: string) => T): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
}

export function wholeNumber(min: number, max: number): z.ZodType<number, string> {
  return readBy((text) => {
    const value = /^\d{1,12}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new Refusal(`must be a whole number from ${min} to ${max}`);
  });
}

/** A number that may have a fraction. */
export function amount(min: number, max: number, hint = ''): z.ZodType<number, string> {
  return readBy((text) => {
    const value = /^(?:\d{1,12}(?:\.\d*)?|\.\d+)$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new Refusal(`must be a number from ${min} to ${max}, without a unit, fractions with a point${hint}`);
  });
}

export function oneOf<const T extends string>(choices: readonly T[]): z.ZodType<T, string> {
  return readBy((text) => {
    const choice = choices.find((known) => known === text.trim().toLowerCase());
    if (choice) return choice;
    throw new Refusal(`must be one of ${choices.join(', ')}`);
  });
}

export function flag(): z.ZodType<boolean, string> {
  return readBy((text) => {
    if (/^(?:true|yes|on|1)$/i.test(text.trim())) return true;
    if (/^(?:false|no|off|0)$/i.test(text.trim())) return false;
    throw new Refusal('must be true or false');
  });
}

/** A line of text; spaces around it do not count. */
export function line(maxLength: number): z.ZodType<string, string> {
  return readBy((text) => {
    if (hasControlCharacter(text) || text.length > maxLength) {
      throw new Refusal(`must be one line of at most ${maxLength} characters, without tabs and control characters`);
    }
    return text.trim();
  });
}

/** A password or key, taken as it is. */
export function secretLine(maxLength: number): z.ZodType<string, string> {
  return readBy((text) => {
    if (hasControlCharacter(text) || text.length > maxLength) {
      throw new Refusal(`must be one line of at most ${maxLength} characters; it holds a line break or control character, or is longer`);
    }
    return text;
  });
}

/** An IP address or a host name, alone. */
export function host(): z.ZodType<string, string> {
  return readBy((text) => {
    const name = text.trim().replace(/^\[(.*)\]$/, '$1');
    if (isIP(name) || /^[\w-]+(?:\.[\w-]+)*\.?$/.test(name)) return name;
    throw new Refusal('must be an IP address or a host name only: no rtsp://, no user, no port (that is DVR_PORT), no path');
  });
}

/** Values separated by commas or spaces, each read by itself. */
export function listOf<T>(read: (text: string) => T): z.ZodType<readonly T[], string> {
  return readBy((text) => text.split(/[\s,]+/).flatMap((item) => (item === '' ? [] : [read(item)])));
}
