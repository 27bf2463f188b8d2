import { useState } from 'react';
import type { Export } from '#shared/exports.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { Answer } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useToasts } from '../ui/toasts.tsx';
import { Foot, Trouble } from './dialog-parts.tsx';
import { ShareExportDialog } from './share-export-dialog.tsx';
import { useAct } from './use-act.ts';

interface ExportActionsProps {
  readonly job: Export;
  /** Its cameras by name. */
  readonly what: string;
  readonly config: ConfigAnswer;
}

/** What one can do with an export, by its state. */
export function ExportActions({ job, what, config }: ExportActionsProps) {
  const { t, language } = useText();
  const [open, setOpen] = useState<'share' | 'delete' | null>(null);
  const { state, manifestUrl, expiresAt } = job;
  const isOver = state === 'done' || state === 'failed';
  const kept =
    expiresAt && state === 'done' ? t('exports.expires', { when: momentText(Date.parse(expiresAt), config.timeZone, language) }) : '';
  const notYours = job.mayChange ? '' : t('exports.deleteNotYours', { user: job.by });
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 border-t border-line pt-3">
      {state === 'done' && (
        <Button icon="copy" aria-label={t('exports.shareExport', { what })} onClick={() => setOpen('share')}>
          {t('exports.share')}
        </Button>
      )}
      {manifestUrl && (
        <a href={manifestUrl} download className={buttonClass('quiet')} title={t('exports.manifestText')}>
          {t('exports.manifest')}
        </a>
      )}
      {state === 'failed' && <Again job={job} what={what} />}
      {!job.mayChange ? null : isOver ? (
        <Button tone="quiet" icon="trash" aria-label={t('exports.deleteExport', { what })} onClick={() => setOpen('delete')}>
          {t('exports.delete')}
        </Button>
      ) : (
        <Cancel job={job} what={what} />
      )}
      {(kept || notYours) && <span className="ml-auto text-xs text-muted">{[kept, notYours].filter(Boolean).join(' · ')}</span>}
      {open === 'share' && <ShareExportDialog exportId={job.id} onClose={() => setOpen(null)} />}
      {open === 'delete' && <DeleteExport job={job} onClose={() => setOpen(null)} />}
    </div>
  );
}

function DeleteExport({ job, onClose }: { job: Export; onClose: () => void }) {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const { isBusy, error, run } = useAct();
  const gone = (): void => {
    for (const queryKey of [['exports'], ['shares']]) void cache.invalidateQueries({ queryKey });
    toasts.say(t('exports.exportDeleted'));
    onClose();
  };
  return (
    <Dialog
      title={t('exports.deleteExportTitle')}
      onClose={onClose}
      onSubmit={() => run(() => api.removeExport(job.id), gone)}
      actions={<Foot label={t('exports.delete')} tone="danger" onClose={onClose} isBusy={isBusy} />}
    >
      <p>{t('exports.deleteExportText')}</p>
      <Trouble error={error} />
    </Dialog>
  );
}

function Cancel({ job, what }: { job: Export; what: string }) {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const { isBusy, error, run } = useAct();
  const gone = (): void => {
    void cache.invalidateQueries({ queryKey: ['exports'] });
    toasts.say(t('exports.exportCancelled'));
  };
  return (
    <>
      <Button
        icon="close"
        disabled={isBusy}
        aria-label={t('exports.cancelExport', { what })}
        onClick={() => run(() => api.removeExport(job.id), gone)}
      >
        {t('exports.cancel')}
      </Button>
      <Trouble error={error} />
    </>
  );
}

/** Asks for the same once more; the failed one goes when the new one is there. */
function Again({ job, what }: { job: Export; what: string }) {
  const { t } = useText();
  const { api, cache } = useServer();
  const { isBusy, error, run } = useAct();
  const again = async (): Promise<Answer<unknown>> => {
    const { channels, from, to, cut } = job;
    const answer = await api.askExport({ channels, from, to, cut });
    return answer.kind === 'success' && job.mayChange ? await api.removeExport(job.id) : answer;
  };
  return (
    <>
      <Button
        disabled={isBusy}
        aria-label={t('exports.againFor', { what })}
        onClick={() => run(again, () => void cache.invalidateQueries({ queryKey: ['exports'] }))}
      >
        {t('exports.again')}
      </Button>
      <Trouble error={error} />
    </>
  );
}
