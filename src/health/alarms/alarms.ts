import { z } from 'zod';
import { Alarm } from '#shared/alarms.ts';
import { AlarmFacts, type EventTold } from '#shared/event-data.ts';
import { type AlarmTold, alarmText } from '../../catalogue/catalogue.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf, Refused } from '../../lib/errors.ts';
import { isoOf } from '../../lib/iso-time.ts';
import type { Logger } from '../../lib/log.ts';

/** What is gone for a moment only is not over. */
const CLEAR_AFTER_MS = 10_000;
const META = 'active-alarms';
/** So long a test alarm has a cause. */
const TEST_MS = 10_000;
/** When it is over for sure. */
const TEST_OVER_MS = 30_000;

/** Something that is wrong at this moment; it becomes an alarm when it lasts. */
export interface Condition extends AlarmTold {
  /** How long it must last. */
  readonly holdMs: number;
}

/** What alarms need to be remembered and told. */
export interface AlarmsOptions {
  /** Everything that is wrong now. */
  readonly conditions: () => Promise<readonly Condition[]>;
  /** What is told besides when a condition is over, as things are then. */
  readonly factsWhenOver?: (condition: Pick<Condition, 'kind' | 'channel'>) => AlarmFacts;
  readonly meta: (key: string) => Promise<string | null>;
  readonly setMeta: (key: string, value: string) => Promise<void>;
  readonly addEvent: (event: EventTold) => Promise<void>;
  /** Tells whoever is outside. */
  readonly send: (message: { readonly event: 'alarm_raised' | 'alarm_cleared'; readonly text: string; readonly alarm: Alarm }) => void;
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const TEST: Condition = { kind: 'test', channel: null, reason: null, holdMs: 0 };

const Kept = z.object({ alarm: Alarm, facts: AlarmFacts.default({}) });

interface Entry {
  readonly condition: AlarmTold;
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
    for (const { alarm, facts } of kept) {
      const { kind, channel, reason } = alarm;
      alarms.#entries.set(alarm.id, {
        condition: { ...facts, kind, channel, reason },
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
      this.#options.log.warn({ reason: messageOf(error) }, 'health check failed; it is tried again');
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
    const { addEvent, setMeta, send, onChange, log, factsWhenOver } = this.#options;
    const alarm = alarmOf(id, entry);
    if (!alarm) return;
    const { kind, channel, reason } = alarm;
    const isOver = event === 'alarm_cleared';
    const condition = { ...entry.condition, ...(isOver && factsWhenOver?.(entry.condition)) };
    const text = alarmText(condition, isOver);
    log[isOver ? 'info' : 'error']({ alarm: id, reason, text }, isOver ? 'an alarm is over' : 'an alarm is raised');
    send({ event, text: `Mini-NVR: ${text}`, alarm });
    onChange();
    await setMeta(META, JSON.stringify(this.#kept())).catch(this.#cannotRemember);
    const data = { ...AlarmFacts.parse(condition), alarm: id, kind, reason };
    await addEvent({ kind: event, channel, data }).catch(this.#cannotRemember);
  }

  readonly #cannotRemember = (error: unknown): void => {
    this.#options.log.warn({ reason: messageOf(error) }, 'cannot save an alarm');
  };

  #kept(): z.infer<typeof Kept>[] {
    return [...this.#entries].flatMap(([id, entry]) => {
      const alarm = alarmOf(id, entry);
      return alarm ? [{ alarm, facts: AlarmFacts.parse(entry.condition) }] : [];
    });
  }
}

function idOf({ kind, channel }: Condition): string {
  return channel === null ? kind : `${kind}:${channel}`;
}

function alarmOf(id: string, { condition, since, raisedAt }: Entry): Alarm | undefined {
  if (raisedAt === null) return undefined;
  const { kind, channel, reason } = condition;
  return { id, kind, channel, text: alarmText(condition), reason, since: isoOf(since), raisedAt: isoOf(raisedAt) };
}

/** What another version may have written is not worth failing for. */
function parse(text: string): z.infer<typeof Kept>[] {
  try {
    return z.array(Kept).parse(JSON.parse(text));
  } catch {
    return [];
  }
}
