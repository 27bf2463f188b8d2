import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { toastClass } from '../ui/toasts.tsx';
import { useCountdown } from '../ui/use-now.ts';
import { useWatched } from '../ui/use-watched.ts';
import { useDeletes } from './deletes-context.tsx';
import type { PendingDelete } from './pending-deletes.ts';

/** What is about to be deleted, each with its undo. */
export function UndoToasts() {
  const pending = useWatched(useDeletes());
  return pending.map((one) => <UndoToast key={one.id} pending={one} />);
}

function UndoToast({ pending: { id, tell, dueAt, isDue } }: { pending: PendingDelete }) {
  const { t } = useText();
  const deletes = useDeletes();
  const seconds = useCountdown(dueAt);
  return (
    <div className={toastClass}>
      <Icon name="trash" className="text-muted" />
      {/* The countdown is for the eyes: read aloud each second it would drown all else. */}
      <span className="py-2" aria-live="off">
        {tell(isDue ? null : seconds)}
      </span>
      {!isDue && (
        <Button tone="quiet" className="text-accent" onClick={() => deletes.undo(id)}>
          {t('app.undo')}
        </Button>
      )}
    </div>
  );
}
