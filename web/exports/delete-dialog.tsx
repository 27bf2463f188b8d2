import { useState } from 'react';
import { cameraName } from '../camera/camera-name.ts';
import { useConfig } from '../client/server.tsx';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Deletion } from './deletion.ts';
import type { SelectionDialogProps } from './dialog-parts.tsx';
import { Foot } from './dialog-parts.tsx';
import { NameAsked } from './name-asked.tsx';
import { SelectionFacts } from './selection-facts.tsx';
import { useDeletion } from './use-deletion.ts';

/** Deletes the recordings of a span, after saying which; what is protected asks for the camera's name. */
export function DeleteDialog({ channels, selection, onClose, onDone }: SelectionDialogProps) {
  const { t } = useText();
  const config = useConfig();
  const { plans, query, run } = useDeletion(channels, selection, onDone);
  const [isNamed, setNamed] = useState(false);
  const guarded = plans?.find(({ protections }) => protections.length > 0);
  const count = plans?.reduce((sum, { paths }) => sum + paths.length, 0) ?? 0;
  const foot = (
    <Foot tone="danger" label={t('exports.delete')} onClose={onClose} isDisabled={count === 0 || (guarded !== undefined && !isNamed)} />
  );
  return (
    <Dialog title={t('exports.deleteTitle')} onClose={onClose} onSubmit={run} actions={foot}>
      <div className="flex flex-col gap-4">
        <SelectionFacts {...selection} />
        {plans ? <What plans={plans} /> : query.isError ? <Problem error={query.error} /> : <Skeleton className="h-16" />}
        {guarded && (
          <>
            <p>{t('exports.deleteProtected')}</p>
            <NameAsked name={cameraName(guarded.channel, config)} onNamed={setNamed} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function What({ plans }: { plans: readonly Deletion[] }) {
  const { t, language } = useText();
  const config = useConfig();
  const going = plans.filter(({ paths }) => paths.length > 0);
  const keepers = [...new Set(plans.flatMap(({ keptBy }) => keptBy))].join(', ');
  if (plans.length === 0) return <p>{t('exports.deleteNothing')}</p>;
  const clock = (time: number): string => clockText(time, config.timeZone, language);
  return (
    <div>
      {going.length > 0 && <p>{t('exports.deleteWhole')}</p>}
      <ul className="mt-1 list-disc pl-5">
        {going.map(({ channel, paths, span, sizeBytes }) => (
          <li key={channel}>
            {t('exports.deleteLine', {
              camera: cameraName(channel, config),
              count: paths.length,
              span: `${clock(span.from)} – ${clock(span.to)}`,
              size: sizeText(sizeBytes, language),
            })}
          </li>
        ))}
      </ul>
      {keepers && <p className="mt-1">{t('exports.deleteKept', { users: keepers })}</p>}
      {plans.some(({ leavesRunning }) => leavesRunning) && <p className="mt-1 text-muted">{t('exports.deleteRunning')}</p>}
    </div>
  );
}
