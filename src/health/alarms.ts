import { z } from 'zod';
import { Alarm, type AlarmKind } from '#shared/alarms.ts';
import type { EventTold } from '#shared/events.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf, Refused } from '../lib/errors.ts';
import { isoOf } from '../lib/iso-time.ts';
import type { Logger } from '../lib/log.ts';

/** What is gone for a moment only is not over. */
const CLEAR_AFTER_MS = 10_000;
const META = 'active-alarms';
/** So long a test alarm has a cause. */
const TEST_MS = 10_000;
/** When it is over for sure. */
const TEST_OVER_MS = 30_000;

/** Something that is wrong at this moment; it becomes an alarm when it lasts. */
export interface Condition {
  readonly kind: AlarmKind;
  readonly channel: number | null;
  /** One sentence for people, without secrets. */
  readonly text: string;
  /** What is told when it is over. */
  readonly clearedText: string;
  readonly reason: string | null;
  /** How long it must last. */
  readonly holdMs: number;
}

/** What alarms need to be remembered and told. */
export interface AlarmsOptions {
  /** Everything that is wrong now. */
  readonly conditions: () => Promise<readonly Condition[]>;
  /** What is told when a condition is over, as things are then; its own words otherwise. */
  readonly overText?: (condition: Pick<Condition, 'kind' | 'channel'>) => string | undefined;
  readonly meta: (key: string) => Promise<string | null>;
  readonly setMeta: (key: string, value: string) => Promise<void>;
  readonly addEvent: (event: EventTold) => Promise<void>;
  /** Tells whoever is outside. */
  readonly send: (message: { readonly event: 'alarm_raised' | 'alarm_cleared'; readonly text: string; readonly alarm: Alarm }) => void;
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const TEST: Condition = {
  kind: 'test',
  channel: null,
  text: 'This is a test alarm: nothing is wrong',
  clearedText: 'The test alarm is over',
  reason: null,
  holdMs: 0,
};

const Kept = z.object({ alarm: Alarm, clearedText: z.string() });

interface Entry {
  readonly condition: Pick<Condition, 'kind' | 'channel' | 'text' | 'reason' | 'clearedText'>;
  readonly since: number;
  readonly sinceMonotonic: number;
  readonly raisedAt: number | null;
  readonly goneSince: number | null;
}

/** Which troubles have lasted long enough that somebody should know; remembered over a restart, so that each is told once. */
export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #entries = new Map<string, Entry>();
  #hasLooked = false;
  #testUntil = Number.NEGATIVE_INFINITY;

  private constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  /** Takes up what was active when the last process ended. */
  static async open(options: AlarmsOptions): Promise<Alarms> {
    const alarms = new Alarms(options);
    const kept = parse((await options.meta(META)) ?? '[]');
    for (const { alarm, clearedText } of kept) {
      const { kind, channel, text, reason } = alarm;
      alarms.#entries.set(alarm.id, {
        condition: { kind, channel, text, reason, clearedText },
        since: Date.parse(alarm.since),
        sinceMonotonic: options.clock.monotonic(),
        raisedAt: Date.parse(alarm.raisedAt),
        goneSince: null,
      });
    }
    return alarms;
  }

  /** Oldest first. */
  active(): Alarm[] {
    return [...this.#entries]
      .flatMap(([id, entry]) => alarmOf(id, entry) ?? [])
      .toSorted((a, b) => Date.parse(a.raisedAt) - Date.parse(b.raisedAt));
  }

  /** Somebody has looked, and there is no alarm. */
  get isWell(): boolean {
    return this.#hasLooked && this.active().every(({ kind }) => kind === 'test');
  }

  /** Raises an alarm about nothing, which goes every way that others go and is over within half a minute. @throws Refused while one lasts */
  async test(): Promise<void> {
    const { clock } = this.#options;
    if (this.#entries.has(TEST.kind)) {
      const retryAfterS = Math.max(1, Math.ceil((this.#testUntil - TEST_MS + TEST_OVER_MS - clock.monotonic()) / 1000));
      throw new Refused('too-many-attempts', 'A test alarm is active already: it ends by itself', { data: { retryAfterS } });
    }
    this.#testUntil = clock.monotonic() + TEST_MS;
    await this.#isWrong(TEST.kind, TEST);
  }

  /** Looks what is wrong now. Never rejects. */
  async look(): Promise<void> {
    try {
      const conditions = [...(await this.#options.conditions()), ...this.#testCondition()];
      const wrong = new Map(conditions.map((condition) => [idOf(condition), condition]));
      for (const [id, condition] of wrong) await this.#isWrong(id, condition);
      for (const [id, entry] of [...this.#entries]) if (!wrong.has(id)) await this.#isGone(id, entry);
      this.#hasLooked = true;
    } catch (error) {
      this.#options.log.warn({ reason: messageOf(error) }, 'it cannot be told whether all is well');
    }
  }

  #testCondition(): readonly Condition[] {
    return this.#options.clock.monotonic() < this.#testUntil ? [TEST] : [];
  }

  async #isWrong(id: string, condition: Condition): Promise<void> {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const known = this.#entries.get(id) ?? { since: clock.now(), sinceMonotonic: now, raisedAt: null };
    const isDue = known.raisedAt === null && now - known.sinceMonotonic >= condition.holdMs;
    const entry: Entry = { ...known, condition, goneSince: null, raisedAt: isDue ? clock.now() : known.raisedAt };
    this.#entries.set(id, entry);
    if (isDue) await this.#tell('alarm_raised', id, entry);
  }

  async #isGone(id: string, entry: Entry): Promise<void> {
    const now = this.#options.clock.monotonic();
    if (entry.raisedAt === null) {
      this.#entries.delete(id);
      return;
    }
    const goneSince = entry.goneSince ?? now;
    this.#entries.set(id, { ...entry, goneSince });
    if (now - goneSince < CLEAR_AFTER_MS) return;
    this.#entries.delete(id);
    await this.#tell('alarm_cleared', id, entry);
  }

  /** A database that cannot take it must not keep the message from going out. */
  async #tell(event: 'alarm_raised' | 'alarm_cleared', id: string, entry: Entry): Promise<void> {
    const { addEvent, setMeta, send, onChange, log, overText } = this.#options;
    const alarm = alarmOf(id, entry);
    if (!alarm) return;
    const { kind, channel, reason } = alarm;
    const text = event === 'alarm_raised' ? alarm.text : (overText?.(alarm) ?? entry.condition.clearedText);
    log[event === 'alarm_raised' ? 'error' : 'info'](
      { alarm: id, reason, text },
      event === 'alarm_raised' ? 'an alarm is raised' : 'an alarm is over',
    );
    send({ event, text: `Mini-NVR: ${text}`, alarm });
    onChange();
    await setMeta(META, JSON.stringify(this.#kept())).catch(this.#cannotRemember);
    await addEvent({ kind: event, channel, text, data: { alarm: id, kind, reason } }).catch(this.#cannotRemember);
  }

  readonly #cannotRemember = (error: unknown): void => {
    this.#options.log.warn({ reason: messageOf(error) }, 'an alarm cannot be remembered');
  };

  #kept(): z.infer<typeof Kept>[] {
    return [...this.#entries].flatMap(([id, entry]) => {
      const alarm = alarmOf(id, entry);
      return alarm ? [{ alarm, clearedText: entry.condition.clearedText }] : [];
    });
  }
}

function idOf({ kind, channel }: Condition): string {
  return channel === null ? kind : `${kind}:${channel}`;
}

function alarmOf(id: string, { condition, since, raisedAt }: Entry): Alarm | undefined {
  if (raisedAt === null) return undefined;
  const { kind, channel, text, reason } = condition;
  return { id, kind, channel, text, reason, since: isoOf(since), raisedAt: isoOf(raisedAt) };
}

/** What another version may have written is not worth failing for. */
function parse(text: string): z.infer<typeof Kept>[] {
  try {
    return z.array(Kept).parse(JSON.parse(text));
  } catch {
    return [];
  }
}
