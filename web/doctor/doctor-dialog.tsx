import { useEffect } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { cameraName } from '../camera/camera-name.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useWatched } from '../ui/use-watched.ts';
import { CheckView } from './check-view.tsx';
import { useDoctor } from './use-doctor.ts';

/** The camera doctor at one camera; it begins at once. */
export function DoctorDialog({ channel, config, onClose }: { channel: number; config: ConfigAnswer; onClose: () => void }) {
  const { t } = useText();
  const doctor = useDoctor();
  const check = useWatched(doctor).get(channel);
  useEffect(() => doctor.check([channel]), [doctor, channel]);
  const name = cameraName(channel, config);
  const isOver = check?.phase === 'done' || check?.phase === 'failed';
  return (
    <Dialog
      isWide
      title={`${t('doctor.title')}: ${name}`}
      onClose={onClose}
      actions={
        <>
          <Button disabled={!isOver} onClick={() => doctor.check([channel])}>
            {t('doctor.again')}
          </Button>
          <Button tone="primary" onClick={onClose}>
            {t('app.close')}
          </Button>
        </>
      }
    >
      {check && <CheckView check={check} name={name} config={config} />}
    </Dialog>
  );
}
