import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { StorageAnswer } from '#shared/storage.ts';
import { cameraName } from '../camera/camera-name.ts';
import { unwrap } from '../client/answer.ts';
import { useConfig, useServer } from '../client/server.tsx';
import { sizeText } from '../text/size-text.ts';
import { type Text, useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { localTimeAt } from '../time/site-time.ts';
import { Icon } from '../ui/icon.tsx';
import { Card, Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Unanswered } from '../ui/unanswered.tsx';
import { StorageCharts } from './storage-charts.tsx';

/** How full it is, who fills it, and how long it will last. */
export function StoragePage() {
  const config = useConfig();
  const { t } = useText();
  const { queries } = useServer();
  const storage = useQuery(queries.storage());
  return (
    <Page title={t('storage.title')} isNarrow>
      {storage.data ? (
        <Figures storage={storage.data} config={config} />
      ) : (
        <Unanswered question={storage}>
          <Skeleton className="mb-4 h-40" />
          <Skeleton className="h-64" />
        </Unanswered>
      )}
    </Page>
  );
}

function Figures({ storage, config }: { storage: StorageAnswer; config: ConfigAnswer }) {
  const { t, language } = useText();
  const size = (bytes: number): string => sizeText(bytes, language);
  const { freeBytes, diskBytes, bytesPerDay, oldest } = storage;
  const exported = useExportedBytes();
  return (
    <>
      {storage.state !== 'ok' && (
        <p role="alert" className="mb-4 flex items-center gap-3 rounded-card border border-strong bg-surface p-4">
          <Icon name="warning" className={storage.state === 'low' ? 'text-warn' : 'text-danger'} />
          <span>{[t(`status.volume.${storage.state}`), storage.detail].filter(Boolean).join(' ')}</span>
        </p>
      )}
      <Card>
        <div className="mb-3 flex flex-wrap items-baseline gap-x-3">
          <span className="text-3xl font-semibold">{size(storage.usedBytes)}</span>
          <span className="text-muted">{t('storage.ofLimit', { limit: size(storage.maxBytes) })}</span>
          <span className="ml-auto text-muted">{forecastText(storage, t)}</span>
        </div>
        <Meter
          share={storage.usedBytes / storage.maxBytes}
          label={t('storage.meter', { used: size(storage.usedBytes), limit: size(storage.maxBytes) })}
        />
        <dl className="mt-5 grid grid-cols-2 gap-4 sm:grid-cols-3">
          <Figure name={t('storage.free')} value={freeBytes === null ? t('storage.freeUnknown') : size(freeBytes)}>
            {diskBytes !== null && t('storage.ofDisk', { size: size(diskBytes) })}
          </Figure>
          <Figure name={t('storage.kept')} value={daysText(storage.daysKept, t)}>
            {oldest && t('storage.oldest', { date: momentText(Date.parse(oldest), config.timeZone, language) })}
          </Figure>
          <Figure name={t('storage.perDay')} value={bytesPerDay === null ? '–' : size(bytesPerDay)}>
            {bytesPerDay === null && t('storage.perDayUnknown')}
          </Figure>
          <Figure name={t('storage.protected')} value={size(storage.protectedBytes)}>
            {storage.protectedBytes > 0 && t('storage.protectedText')}
          </Figure>
          {exported !== undefined && (
            <Figure name={t('storage.exports')} value={size(exported)}>
              {exported > 0 && t('storage.exportsText')}
            </Figure>
          )}
        </dl>
        {config.retentionDays !== null && (
          <p className="mt-4 text-muted">{t('storage.retention', { days: t('storage.days', { count: config.retentionDays }) })}</p>
        )}
      </Card>
      <StorageCharts timeZone={config.timeZone} maxBytes={storage.maxBytes} />
      <Card title={t('storage.perCamera')} className="mt-4">
        <PerCamera storage={storage} config={config} />
      </Card>
    </>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children?: ReactNode }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd className="text-xl font-medium">{value}</dd>
      {children && <dd className="text-xs text-muted">{children}</dd>}
    </div>
  );
}

/** A bar that says how much of something is used. */
function Meter({ share, label }: { share: number; label: string }) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <div role="img" aria-label={label} className="h-3 overflow-hidden rounded-full bg-line">
      <div className="h-full rounded-full bg-recorded" style={{ width: `${percent}%` }} />
    </div>
  );
}

function PerCamera({ storage, config }: { storage: StorageAnswer; config: ConfigAnswer }) {
  const { t, language } = useText();
  if (storage.channels.every(({ segments }) => segments === 0)) return <p className="text-muted">{t('storage.none')}</p>;
  const all = Math.max(
    1,
    storage.channels.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const percent = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  return (
    <table className="w-full">
      <thead className="text-left text-xs text-muted">
        <tr>
          <th className="pb-2 font-normal">{t('storage.camera')}</th>
          <th className="pb-2 font-normal">{t('storage.share')}</th>
          <th className="hidden pb-2 text-right font-normal sm:table-cell">{t('storage.keptOf')}</th>
          <th className="hidden pb-2 text-right font-normal sm:table-cell">{t('storage.recordings')}</th>
          <th className="pb-2 text-right font-normal">{t('storage.size')}</th>
        </tr>
      </thead>
      <tbody>
        {storage.channels.map(({ channel, bytes, segments, oldestDate }) => (
          <tr key={channel} className="border-t border-line">
            <th scope="row" className="max-w-40 truncate py-2.5 pr-4 text-left font-medium">
              {cameraName(channel, config)}
            </th>
            <td className="w-2/5">
              <div className="flex items-center gap-3">
                <div className="h-2 min-w-8 flex-1 rounded-full bg-line">
                  <div className="h-full min-w-0.5 rounded-full bg-recorded" style={{ width: `${(bytes / all) * 100}%` }} />
                </div>
                <span className="w-10 text-right text-muted">{t('storage.of', { percent: percent.format((bytes / all) * 100) })}</span>
              </div>
            </td>
            <td className="hidden pl-4 text-right sm:table-cell">
              {oldestDate ? t('storage.days', { count: daysSince(oldestDate, config.timeZone) }) : '–'}
            </td>
            <td className="hidden pl-4 text-right sm:table-cell">{segments}</td>
            <td className="pl-4 text-right whitespace-nowrap">{sizeText(bytes, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Calendar days at the site, the first and today among them. */
function daysSince(date: string, timeZone: string): number {
  const { date: today } = localTimeAt(Date.now(), timeZone);
  return Math.max(1, Math.round((Date.parse(today) - Date.parse(date)) / 86_400_000) + 1);
}

/** What finished exports take; undefined before it is known. */
function useExportedBytes(): number | undefined {
  const { api } = useServer();
  const exports = useQuery({ queryKey: ['exports', 'bytes'], queryFn: async ({ signal }) => unwrap(await api.exports(signal)).exports });
  return exports.data?.reduce((sum, { sizeBytes, state }) => sum + (state === 'done' ? sizeBytes : 0), 0);
}

function daysText(days: number, t: Text): string {
  return days < 1 ? t('storage.lessThanDay') : t('storage.days', { count: Math.floor(days) });
}

function forecastText({ forecastDays }: StorageAnswer, t: Text): string {
  if (forecastDays === null) return t('storage.forecastUnknown');
  if (forecastDays === 0) return t('storage.forecastNow');
  return forecastDays < 1 ? t('storage.forecastSoon') : t('storage.forecastFull', { count: Math.round(forecastDays) });
}
