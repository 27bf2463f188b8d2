import { useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { CheckView, VerdictIcon } from '../doctor/check-view.tsx';
import type { Check, Doctor } from '../doctor/doctor.ts';
import { useDoctor } from '../doctor/use-doctor.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWatched } from '../ui/use-watched.ts';

/** The camera doctor for every camera: one by one, or all in a row. */
export function DoctorCard({ config }: { config: ConfigAnswer }) {
  const { t } = useText();
  const doctor = useDoctor();
  const checks = useWatched(doctor);
  const phases = [...checks.values()].map(({ phase }) => phase);
  const isBusy = phases.some((phase) => phase === 'waiting' || phase === 'looking');
  const done = phases.filter((phase) => phase === 'done' || phase === 'failed').length;
  return (
    <>
      <p className="mb-3 max-w-prose text-muted">{t('doctor.intro')}</p>
      <div className="mb-2 flex flex-wrap items-center gap-3">
        {isBusy ? (
          <Button icon="close" onClick={() => doctor.stop()}>
            {t('doctor.stop')}
          </Button>
        ) : (
          <Button tone="primary" icon="doctor" onClick={() => doctor.check(config.channels.map(({ channel }) => channel))}>
            {t('doctor.checkAll')}
          </Button>
        )}
        <span role="status" className="text-muted">
          {phases.length > 1 && t('doctor.progress', { done, count: phases.length })}
        </span>
      </div>
      <ul>
        {config.channels.map(({ channel, name }) => (
          <CameraRow key={channel} channel={channel} name={name} check={checks.get(channel)} doctor={doctor} config={config} />
        ))}
      </ul>
    </>
  );
}

interface CameraRowProps {
  readonly channel: number;
  readonly name: string;
  readonly check: Check | undefined;
  readonly doctor: Doctor;
  readonly config: ConfigAnswer;
}

/** Findings of the latest check are open until they are folded away. */
function CameraRow({ channel, name, check, doctor, config }: CameraRowProps) {
  const { t } = useText();
  const [isFolded, setFolded] = useState(false);
  const isIdle = check === undefined || check.phase === 'done' || check.phase === 'failed';
  const id = `doctor-${channel}`;
  return (
    <li className="border-t border-line py-2 first:border-t-0">
      <div className="flex min-h-10 items-center justify-between gap-3">
        {check?.phase === 'done' ? (
          <button
            type="button"
            aria-expanded={!isFolded}
            aria-controls={id}
            onClick={() => setFolded(!isFolded)}
            className="flex min-h-10 min-w-0 flex-1 items-center gap-2 rounded-control text-left touch:min-h-12"
          >
            <Icon name={isFolded ? 'right' : 'down'} size={16} className="text-muted" />
            <VerdictIcon verdict={check.answer.verdict} />
            <span className="truncate font-medium">{name}</span>
            <span className="truncate text-muted max-sm:hidden">{t(`doctor.summary.${check.answer.verdict}`)}</span>
          </button>
        ) : (
          <span className="min-w-0 truncate font-medium">{name}</span>
        )}
        {isIdle && (
          <Button
            aria-label={t(check ? 'doctor.againNamed' : 'doctor.checkNamed', { camera: name })}
            onClick={() => {
              setFolded(false);
              doctor.check([channel]);
            }}
          >
            {t(check ? 'doctor.again' : 'doctor.check')}
          </Button>
        )}
      </div>
      {check && !isFolded && (
        <div id={id} className="pt-1 pb-3 sm:pl-6">
          <CheckView check={check} name={name} config={config} />
        </div>
      )}
    </li>
  );
}
