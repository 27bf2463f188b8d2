import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Protection } from '#shared/protections.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { cameraName } from '../camera/camera-name.ts';
import { useServer } from '../client/server.tsx';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { lengthText } from '../time/format.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { useToasts } from '../ui/toasts.tsx';
import { Foot, Trouble } from './dialog-parts.tsx';
import { protectionsQuery } from './exports-queries.ts';
import { NameAsked } from './name-asked.tsx';
import { spanLine } from './span-text.ts';
import { Thumbnail } from './thumbnail.tsx';
import { useAct } from './use-act.ts';

/** Spans that cleanup must not touch, what they take, and the end of it. */
export function ProtectionList({ config }: { config: ConfigAnswer }) {
  const { t, language } = useText();
  const { api } = useServer();
  const protections = useQuery(protectionsQuery(api));
  const bytes = protections.data?.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0) ?? 0;
  return (
    <Card title={t('exports.protections')} className="mt-4">
      {protections.isError && <Problem error={protections.error} retry={() => void protections.refetch()} />}
      {protections.data?.length === 0 && <p className="text-muted">{t('exports.noProtections')}</p>}
      {bytes > 0 && <p className="-mt-2 mb-3 text-muted">{t('exports.total', { size: sizeText(bytes, language) })}</p>}
      <ul>
        {protections.data?.map((protection) => (
          <Row key={protection.id} protection={protection} config={config} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ protection, config }: { protection: Protection; config: ConfigAnswer }) {
  const { t, language } = useText();
  const [isEnding, setEnding] = useState(false);
  const { channel, note, by, mayChange, sizeBytes } = protection;
  const span = { from: Date.parse(protection.from), to: Date.parse(protection.to) };
  const camera = cameraName(channel, config);
  const what = `${camera}, ${spanLine(span, config.timeZone, language)}`;
  const size = sizeBytes === null ? null : sizeText(sizeBytes, language);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line py-3 first:border-t-0 first:pt-0 last:pb-0">
      <div className="flex min-w-0 flex-1 basis-80 gap-3">
        <Thumbnail channel={channel} at={protection.from} />
        <div className="min-w-0">
          <p className="flex items-center gap-1.5 font-medium">
            <Icon name="lock" size={14} className="text-protected" />
            <span className="truncate">{camera}</span>
          </p>
          <p>{spanLine(span, config.timeZone, language)}</p>
          {note && <p className="break-words">{note}</p>}
          <p className="text-xs text-muted">{[lengthText((span.to - span.from) / 1000), size, by].filter(Boolean).join(' · ')}</p>
          {!mayChange && <p className="text-xs text-muted">{t('exports.unprotectNotYours', { user: by })}</p>}
        </div>
      </div>
      <div className="flex gap-2">
        <Link
          to="/recordings"
          search={{ channels: `${channel}`, t: protection.from }}
          className={buttonClass('plain')}
          aria-label={t('exports.playSpan', { what })}
        >
          <Icon name="play" size={18} />
          {t('exports.play')}
        </Link>
        {mayChange && (
          <Button tone="quiet" aria-label={t('exports.unprotectSpan', { what })} onClick={() => setEnding(true)}>
            {t('exports.unprotect')}
          </Button>
        )}
      </div>
      {isEnding && <EndProtection protection={protection} camera={camera} what={what} onClose={() => setEnding(false)} />}
    </li>
  );
}

interface EndProtectionProps {
  readonly protection: Protection;
  readonly camera: string;
  readonly what: string;
  readonly onClose: () => void;
}

function EndProtection({ protection, camera, what, onClose }: EndProtectionProps) {
  const { t } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const [isNamed, setNamed] = useState(false);
  const { isBusy, error, run } = useAct();
  const ended = (): void => {
    for (const queryKey of [['protections'], ['recordings'], ['timeline']]) void cache.invalidateQueries({ queryKey });
    toasts.say(t('exports.unprotected'));
    onClose();
  };
  return (
    <Dialog
      title={t('exports.unprotectTitle')}
      onClose={onClose}
      onSubmit={() => isNamed && run(() => api.unprotect(protection.id), ended)}
      actions={<Foot label={t('exports.unprotect')} tone="danger" onClose={onClose} isBusy={isBusy} isDisabled={!isNamed} />}
    >
      <div className="flex flex-col gap-4">
        <p>{what}</p>
        <p className="text-muted">{t('exports.unprotectText')}</p>
        <NameAsked name={camera} onNamed={setNamed} />
        <Trouble error={error} />
      </div>
    </Dialog>
  );
}
