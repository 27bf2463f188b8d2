import type { Alarm } from '#shared/alarms.ts';
import { Store } from '../client/store.ts';

/** An alarm that old at the first look was there before; a younger one began while the page was still being loaded. */
const JUST_NOW_MS = 30_000;

/** Which alarms began while somebody looks: those are told wherever one is, until they end or are put aside. */
export class AlarmWatch {
  readonly #store = new Store<readonly Alarm[]>([]);
  readonly #known = new Map<string, string>();
  readonly #aside = new Set<string>();
  #hasLooked = false;

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  /** What is wrong now, in epoch ms; what has been so for long at the first look is no news. */
  look(alarms: readonly Alarm[], now: number): void {
    const fresh = alarms.filter((alarm) => !this.#hasLooked || this.#known.get(alarm.id) !== alarm.raisedAt);
    for (const { id, raisedAt } of fresh) {
      this.#known.set(id, raisedAt);
      if (this.#hasLooked || now - Date.parse(raisedAt) < JUST_NOW_MS) this.#aside.delete(id);
      else this.#aside.add(id);
    }
    const isFirst = !this.#hasLooked;
    this.#hasLooked = true;
    const told = alarms.filter(({ id }) => !this.#aside.has(id));
    if (!isFirst || told.length > 0) this.#tell(told);
  }

  /** Has been read. */
  putAside(id: string): void {
    this.#aside.add(id);
    this.#tell(this.getSnapshot().filter((alarm) => alarm.id !== id));
  }

  #tell(told: readonly Alarm[]): void {
    const before = this.getSnapshot();
    if (
      told.length === before.length &&
      told.every(({ id, raisedAt }, index) => id === before[index]?.id && raisedAt === before[index].raisedAt)
    )
      return;
    this.#store.set(told);
  }
}
