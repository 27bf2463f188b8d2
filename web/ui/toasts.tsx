import { createContext, type ReactNode, useContext } from 'react';
import { Store } from '../client/store.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { useWatched } from './use-watched.ts';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
}

const SHOWN_MS = 5000;

/** Short messages about what is done. Errors stay until they are closed. */
export class Toasts {
  readonly #store = new Store<readonly Toast[]>([]);
  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;
  #lastId = 0;

  say(text: string): void {
    const id = this.#add(text, false);
    setTimeout(() => this.close(id), SHOWN_MS);
  }

  complain(text: string): void {
    this.#add(text, true);
  }

  close(id: number): void {
    this.#store.set(this.getSnapshot().filter((toast) => toast.id !== id));
  }

  #add(text: string, isError: boolean): number {
    const id = ++this.#lastId;
    this.#store.set([...this.getSnapshot().slice(-2), { id, text, isError }]);
    return id;
  }
}

const ToastsContext = createContext<Toasts | null>(null);
export const ToastsProvider = ToastsContext.Provider;

/** Where to say what is done. */
export function useToasts(): Toasts {
  const toasts = useContext(ToastsContext);
  if (!toasts) throw new Error('useToasts needs a ToastsProvider around it');
  return toasts;
}

/** The corner where toasts stand, away from the buttons at the right; `children` are messages with buttons, e.g. to undo. */
export function ToastCorner({ closeLabel, children }: { closeLabel: string; children?: ReactNode }) {
  const toasts = useToasts();
  const shown = useWatched(toasts);
  return (
    <div className="pointer-events-none fixed inset-x-3 bottom-[calc(env(safe-area-inset-bottom)+68px)] z-40 flex flex-col items-center gap-2 md:absolute md:inset-x-auto md:bottom-6 md:left-6 md:items-start">
      <div role="status" className="contents">
        {children}
        {shown.map((toast) => (
          <div key={toast.id} role={toast.isError ? 'alert' : undefined} className={toastClass}>
            <Icon name={toast.isError ? 'warning' : 'check'} className={toast.isError ? 'text-danger' : 'text-ok'} />
            <span className="py-2">{toast.text}</span>
            <IconButton icon="close" label={closeLabel} onClick={() => toasts.close(toast.id)} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** The look of one message. */
export const toastClass =
  'pointer-events-auto flex max-w-md items-center gap-3 rounded-card border border-strong bg-raised pl-4 pr-1 py-1 shadow-raised';
