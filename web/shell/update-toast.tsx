import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { toastClass } from '../ui/toasts.tsx';
import { useWatched } from '../ui/use-watched.ts';
import { useUpdates } from './updates-context.tsx';

/** Says that a newer build is there; whoever watches decides when to change to it. */
export function UpdateToast() {
  const { t } = useText();
  const updates = useUpdates();
  if (!useWatched(updates)) return null;
  return (
    <div className={`${toastClass} pr-2`}>
      <Icon name="check" className="text-ok" />
      <span className="py-2">{t('app.updateReady')}</span>
      <Button onClick={() => updates.takeOver()}>{t('app.updateReload')}</Button>
    </div>
  );
}
