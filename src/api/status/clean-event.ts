import type { NvrEvent } from '#shared/events.ts';
import type { Redactor } from '../../lib/redact.ts';

/** An event without secrets, which a camera or program may have said. */
export function cleanEvent({ text, data, ...event }: NvrEvent, redactor: Redactor): NvrEvent {
  const clean = (value: NvrEvent['data'][string]) => (typeof value === 'string' ? redactor.text(value) : value);
  return {
    ...event,
    text: redactor.text(text),
    data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, clean(value)])),
  };
}
