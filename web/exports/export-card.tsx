import type { Export } from '#shared/exports.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { cameraNames } from '../camera/camera-name.ts';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { lengthText, momentText } from '../time/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { ExportActions } from './export-actions.tsx';
import { ExportFiles } from './export-files.tsx';
import { spanLine } from './span-text.ts';
import { Thumbnail } from './thumbnail.tsx';

const LOOKS: Record<Export['state'], { readonly icon: IconName; readonly colour: string }> = {
  queued: { icon: 'pause', colour: 'text-muted' },
  running: { icon: 'download', colour: 'text-accent' },
  done: { icon: 'check', colour: 'text-ok' },
  failed: { icon: 'warning', colour: 'text-danger' },
};

/** One export: how far it is, or what came of it. */
export function ExportCard({ job, config }: { job: Export; config: ConfigAnswer }) {
  const { t, language } = useText();
  const { state, channels, problem, by, createdAt } = job;
  const what = cameraNames(channels, config);
  const span = { from: Date.parse(job.from), to: Date.parse(job.to) };
  const { icon, colour } = LOOKS[state];
  return (
    <li className="rounded-card border border-line bg-surface p-3 md:p-4">
      <div className="flex gap-3 md:gap-4">
        <Thumbnail channel={channels[0] ?? 1} at={job.files[0]?.from ?? job.from} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <h2 className="min-w-0 truncate font-semibold">{what}</h2>
            <span className={`flex items-center gap-1.5 text-sm font-medium ${colour}`}>
              <Icon name={icon} size={16} className="self-center" />
              {t(`exports.state.${state}`)}
            </span>
          </div>
          <p>{spanLine(span, config.timeZone, language)}</p>
          <p className="text-xs text-muted">
            {[
              lengthText((span.to - span.from) / 1000),
              state === 'done' && sizeText(job.sizeBytes, language),
              t('exports.by', { user: by, when: momentText(Date.parse(createdAt), config.timeZone, language) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {state === 'failed' && problem && <p className="mt-1 text-danger">{problem}</p>}
          {(state === 'running' || state === 'queued') && <Progress job={job} what={what} />}
        </div>
      </div>
      {state === 'done' && <ExportFiles job={job} config={config} />}
      <ExportActions job={job} what={what} config={config} />
    </li>
  );
}

function Progress({ job: { progress, state }, what }: { job: Export; what: string }) {
  const { t } = useText();
  const percent = Math.round(progress * 100);
  return (
    <div className="mt-2 flex items-center gap-3">
      <progress
        max={100}
        value={state === 'queued' ? 0 : percent}
        aria-label={t('exports.progress', { what })}
        className="h-2 min-w-0 flex-1 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
      />
      <span className="w-10 text-right text-xs text-muted">{t('exports.percent', { percent })}</span>
    </div>
  );
}
