import type { Export } from '#shared/exports.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { cameraName } from '../camera/camera-name.ts';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { clockText, lengthText } from '../time/format.ts';
import { buttonClass, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { copyText } from '../ui/save-file.ts';
import { useToasts } from '../ui/toasts.tsx';

type File = Export['files'][number];

/** The files of a finished export, to download and to check. */
export function ExportFiles({ job, config }: { job: Export; config: ConfigAnswer }) {
  const { t } = useText();
  return (
    <ul aria-label={t('exports.files')} className="mt-3 flex flex-col gap-3 border-t border-line pt-3">
      {job.files.map((file) => (
        <FileRow key={file.name} file={file} wanted={job.cut} config={config} />
      ))}
    </ul>
  );
}

function FileRow({ file, wanted, config }: { file: File; wanted: Export['cut']; config: ConfigAnswer }) {
  const { t, language } = useText();
  const { channel, from, to, durationMs, sizeBytes, url } = file;
  const camera = cameraName(channel, config);
  const clock = (moment: string): string => clockText(Date.parse(moment), config.timeZone, language);
  const span = `${clock(from)} – ${clock(to)}`;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-64">
        <p>
          <span className="font-medium">{camera}</span> {span}
        </p>
        <p className="text-xs text-muted">
          {lengthText(durationMs / 1000)} · {sizeText(sizeBytes, language)} ·{' '}
          {t(file.cut === 'exact' ? 'exports.exact' : wanted === 'exact' ? 'exports.notExact' : 'exports.keyframes')}
        </p>
        <Gaps file={file} timeZone={config.timeZone} />
        <Hash file={file} what={`${camera} ${span}`} />
      </div>
      <a href={url} download className={buttonClass('plain')} aria-label={t('exports.downloadFile', { what: `${camera} ${span}` })}>
        <Icon name="download" size={18} />
        {t('exports.download')}
      </a>
    </li>
  );
}

function Gaps({ file: { gaps }, timeZone }: { file: File; timeZone: string }) {
  const { t, language } = useText();
  if (gaps.length === 0) {
    return (
      <p className="flex items-center gap-1 text-xs text-muted">
        <Icon name="check" size={14} className="text-ok" />
        {t('exports.noGaps')}
      </p>
    );
  }
  const clock = (moment: string): string => clockText(Date.parse(moment), timeZone, language);
  return (
    <details className="text-xs">
      <summary className="flex min-h-6 w-fit items-center gap-1 touch:min-h-12">
        <Icon name="warning" size={14} className="text-warn" />
        <span className="underline decoration-dotted underline-offset-2">{t('exports.gaps', { count: gaps.length })}</span>
      </summary>
      <ul className="mt-1 pl-5 text-muted">
        {gaps.map(({ from, to, reason }) => (
          <li key={from}>
            {t('exports.gap', {
              span: `${clock(from)} – ${clock(to)}`,
              reason: reason === 'unreadable' ? t('exports.unreadable') : t(`gap.${reason}`),
            })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Hash({ file: { sha256 }, what }: { file: File; what: string }) {
  const { t } = useText();
  const toasts = useToasts();
  return (
    <p className="flex items-center gap-1 text-xs text-muted">
      <span className="shrink-0">{t('exports.sha')}</span>
      <code className="min-w-0 truncate select-all" title={sha256}>
        {sha256}
      </code>
      <IconButton
        icon="copy"
        label={t('exports.copySha', { what })}
        className="-my-2"
        onClick={() => void copyText(sha256).then(() => toasts.say(t('exports.copied')))}
      />
    </p>
  );
}
