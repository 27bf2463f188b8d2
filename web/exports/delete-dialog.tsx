import { useState } from 'react';
import type { SpanDeletedAnswer } from '#shared/recordings.ts';
import { cameraName } from '../camera/camera-name.ts';
import { useConfig } from '../client/server.tsx';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { SelectionDialogProps } from './dialog-parts.tsx';
import { Foot } from './dialog-parts.tsx';
import { NameAsked } from './name-asked.tsx';
import { SelectionFacts } from './selection-facts.tsx';
import { useDeletion } from './use-deletion.ts';

/** Deletes the recordings of a span, after saying which; what is protected asks for the camera's name. */
export function DeleteDialog({ channels, selection, onClose, onDone }: SelectionDialogProps) {
  const { t } = useText();
  const config = useConfig();
  const { plan, query, run } = useDeletion(channels, selection, onDone);
  const [isNamed, setNamed] = useState(false);
  const guarded = plan?.channels.find(({ endsProtections }) => endsProtections > 0);
  const isNothing = (plan?.deleted ?? 0) === 0;
  const foot = (
    <Foot tone="danger" label={t('exports.delete')} onClose={onClose} isDisabled={isNothing || (guarded !== undefined && !isNamed)} />
  );
  return (
    <Dialog title={t('exports.deleteTitle')} onClose={onClose} onSubmit={run} actions={foot}>
      <div className="flex flex-col gap-4">
        <SelectionFacts {...selection} />
        {plan ? <What plan={plan} /> : query.isError ? <Problem error={query.error} /> : <Skeleton className="h-16" />}
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

function What({ plan }: { plan: SpanDeletedAnswer }) {
  const { t, language } = useText();
  const config = useConfig();
  const going = plan.channels.filter(({ deleted }) => deleted > 0);
  const keepers = [...new Set(plan.channels.flatMap(({ keptBy }) => keptBy))].join(', ');
  if (plan.deleted + plan.protected === 0) return <p>{t('exports.deleteNothing')}</p>;
  const clock = (time: string | null): string => clockText(Date.parse(time ?? ''), config.timeZone, language);
  return (
    <div>
      {going.length > 0 && <p>{t('exports.deleteWhole')}</p>}
      <ul className="mt-1 list-disc pl-5">
        {going.map(({ channel, deleted, from, to, bytes }) => (
          <li key={channel}>
            {t('exports.deleteLine', {
              camera: cameraName(channel, config),
              count: deleted,
              span: `${clock(from)} – ${clock(to)}`,
              size: sizeText(bytes, language),
            })}
          </li>
        ))}
      </ul>
      {keepers && (
        <p className="mt-1">
          {t('exports.deletedKept', { count: plan.protected })} {t('exports.deleteKept', { users: keepers })}
        </p>
      )}
      {plan.channels.some(({ leavesRunning }) => leavesRunning) && <p className="mt-1 text-muted">{t('exports.deleteRunning')}</p>}
    </div>
  );
}
