import { Store } from '../../client/store.ts';

const KEY = 'data-saver';

/** What a browser on a metered line tells; not in TypeScript's DOM library yet. */
interface SavingNavigator {
  readonly connection?: { readonly saveData?: boolean };
}

/** Whether to spare the line: as chosen here, or else as the device is set. */
export class DataSaver {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #store: Store<boolean>;
  readonly subscribe: Store<boolean>['subscribe'];
  readonly getSnapshot: () => boolean;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, device: SavingNavigator) {
    this.#storage = storage;
    const chosen = storage.getItem(KEY);
    this.#store = new Store(chosen === null ? device.connection?.saveData === true : chosen === 'on');
    this.subscribe = this.#store.subscribe;
    this.getSnapshot = this.#store.getSnapshot;
  }

  set(isOn: boolean): void {
    this.#storage.setItem(KEY, isOn ? 'on' : 'off');
    this.#store.set(isOn);
  }
}
