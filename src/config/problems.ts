import { ConfigInvalid } from '../lib/errors.ts';

/** Collects what is wrong with a configuration, so that its owner is told everything at once. */
export class Problems {
  readonly #errors = new Set<string>();
  readonly #names = new Set<string>();
  readonly #warnings = new Set<string>();

  /** @param shown the value, when people may see it */
  report(name: string, text: string, shown?: string): void {
    this.#names.add(name);
    this.#errors.add(`${name}${shown === undefined ? '' : `=${shown}`} ${text}`);
  }

  /** Something wrong that has no variable. */
  reportLine(text: string): void {
    this.#errors.add(text);
  }

  /** Remembers that a variable has no usable value, for a reason told under another name. */
  taint(name: string): void {
    this.#names.add(name);
  }

  /** Something that works but probably is not meant. */
  warn(text: string): void {
    this.#warnings.add(text);
  }

  /** Whether one of these variables is wrong already: what follows from it need not be told too. */
  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#names.has(name));
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** @throws ConfigInvalid naming every error */
  throwIfAny(): void {
    const count = this.#errors.size;
    if (count === 0) return;
    const lines = [...this.#errors].map((error) => `- ${error}`).join('\n');
    throw new ConfigInvalid(`The configuration has ${count === 1 ? 'an error' : `${count} errors`}:\n${lines}`, {
      data: { errors: count },
    });
  }
}
