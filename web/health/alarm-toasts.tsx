import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Alarm } from '#shared/alarms.ts';
import { useConfig } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { toastClass } from '../ui/toasts.tsx';
import { useWatched } from '../ui/use-watched.ts';
import { AlarmWatch } from './alarm-watch.ts';
import { alarmText } from './alarm-words.ts';
import { useAlarms } from './use-alarms.ts';

/** Tells of alarms that begin, whichever screen one looks at. */
export function AlarmToasts() {
  const [watch] = useState(() => new AlarmWatch());
  const alarms = useAlarms();
  useEffect(() => {
    if (alarms) watch.look(alarms, Date.now());
  }, [watch, alarms]);
  return useWatched(watch).map((alarm) => <AlarmToast key={alarm.id} alarm={alarm} onClose={() => watch.putAside(alarm.id)} />);
}

function AlarmToast({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
  const { t } = useText();
  const config = useConfig();
  return (
    <div role="alert" className={toastClass}>
      <Icon name="warning" className="text-danger" />
      <span className="py-2">{alarmText(alarm, config, t)}</span>
      <Link
        to="/health"
        onClick={onClose}
        className="inline-flex min-h-10 items-center rounded-control px-2 text-accent underline touch:min-h-12"
      >
        {t('status.toHealth')}
      </Link>
      <IconButton icon="close" label={t('app.close')} onClick={onClose} />
    </div>
  );
}
