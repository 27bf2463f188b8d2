import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useServer } from '../client/server.tsx';
import { type Text, useText } from '../text/text.ts';
import { spanText } from '../time/format.ts';
import { buttonClass, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useNow } from '../ui/use-now.ts';
import { useWatched } from '../ui/use-watched.ts';
import { type Cause, causesOf, type Level, levelOf } from './causes.ts';
import { useAlarms } from './use-alarms.ts';

const DOTS: Record<Level, { color: string; text: 'status.good' | 'status.attention' | 'status.bad' | 'status.unknown' }> = {
  good: { color: 'text-ok', text: 'status.good' },
  attention: { color: 'text-warn', text: 'status.attention' },
  bad: { color: 'text-danger', text: 'status.bad' },
  unknown: { color: 'text-muted', text: 'status.unknown' },
};

/** Sums up how the system is; pressing it tells the causes. Stands among the links of the navigation and looks like them. */
export function StatusDot({ className }: { className: string }) {
  const { t } = useText();
  const sources = useHealth();
  const level = levelOf(sources);
  const dialog = useRef<HTMLDialogElement>(null);
  const { color, text } = DOTS[level];
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()} title={t('status.title')} className={className}>
        <span className="grid size-[22px] place-items-center">
          <Dot level={level} className={color} />
        </span>
        <span className="sr-only">{t('status.title')}: </span>
        {t(text)}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is on the backdrop */}
      <dialog
        ref={dialog}
        aria-labelledby="status-title"
        onClick={(event) => event.target === dialog.current && dialog.current.close()}
        className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-0 text-ink shadow-raised"
      >
        <div className="p-4">
          <div className="mb-2 flex items-center justify-between">
            <h2 id="status-title" className="flex items-center gap-2 text-base font-semibold">
              <Dot level={level} className={color} /> {t(text)}
            </h2>
            <IconButton icon="close" label={t('app.close')} onClick={() => dialog.current?.close()} />
          </div>
          <Causes causes={causesOf(sources)} />
          <Link to="/health" onClick={() => dialog.current?.close()} className={`${buttonClass()} mt-4`}>
            <Icon name="health" size={18} />
            {t('status.toHealth')}
          </Link>
        </div>
      </dialog>
    </>
  );
}

/** Shapes as well as colours: a full dot, a triangle, a square, a ring. */
function Dot({ level, className }: { level: Level; className: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" width={12} height={12} className={`shrink-0 ${className}`} fill="currentColor">
      {level === 'good' && <circle cx="6" cy="6" r="5" />}
      {level === 'attention' && <path d="M6 0.500 11.800 11H0.200z" />}
      {level === 'bad' && <rect x="1" y="1" width="10" height="10" rx="1.500" />}
      {level === 'unknown' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />}
    </svg>
  );
}

function Causes({ causes }: { causes: readonly Cause[] }) {
  const { t } = useText();
  const now = useNow(10_000);
  if (causes.length === 0) return <p className="text-muted">{t('status.goodText')}</p>;
  return (
    <ul className="flex flex-col gap-2">
      {causes.map((cause) => (
        <li key={keyOf(cause)} className="flex items-baseline gap-2">
          <Dot level={cause.level} className={cause.level === 'bad' ? 'text-danger' : 'text-warn'} />
          <span>{causeText(cause, now, t)}</span>
        </li>
      ))}
    </ul>
  );
}

function keyOf(cause: Cause): string {
  if (cause.kind === 'camera') return `camera-${cause.channel}`;
  return cause.kind === 'alarm' ? cause.alarm : cause.kind;
}

function causeText(cause: Cause, now: number, t: Text): string {
  switch (cause.kind) {
    case 'connection':
      return t('status.connectionLost');
    case 'volume':
      return [t(`status.volume.${cause.state}`), cause.detail].filter(Boolean).join(' ');
    case 'alarm':
      return `${t(`status.alarm.${cause.alarm}`)}.`;
    case 'camera': {
      const text = t('status.notRecording', { camera: cause.name, reason: t(`reason.${cause.reason}`) });
      return cause.since === null ? text : `${text} (${t('status.forSpan', { span: spanText((now - cause.since) / 1000) })})`;
    }
  }
}

function useHealth() {
  const { queries, connection } = useServer();
  const isConnected = useWatched(connection).phase === 'connected';
  const config = useQuery(queries.config()).data;
  const live = useQuery(queries.live()).data;
  const storage = useQuery(queries.storage()).data;
  const alarms = useAlarms();
  return { isConnected, config, live, storage, alarms };
}
