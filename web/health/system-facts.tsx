import type { ReactNode } from 'react';
import type { HealthAnswer } from '#shared/health.ts';
import { sizeText } from '../text/size-text.ts';
import { useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { CameraMark } from './camera-mark.tsx';
import type { CameraLevel } from './camera-order.ts';

/** Hub, disk, catalogue, conversion and this process, a tile each. */
export function SystemFacts({ health, timeZone }: { health: HealthAnswer; timeZone: string }) {
  const { t, language } = useText();
  const { hub, disk, database, converter, process } = health;
  const size = (bytes: number): string => sizeText(bytes, language);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (
    <dl className="grid gap-3 sm:grid-cols-2 xl:grid-cols-5">
      <Tile name={t('health.hub')} level={hub.isUp ? 'good' : 'bad'} value={t(hub.isUp ? 'health.hubUp' : 'health.hubDown')}>
        {hub.version && <p className="break-all">{t('health.hubVersion', { version: hub.version })}</p>}
        {hub.reason && <p>{hub.reason}</p>}
      </Tile>
      <Tile
        name={t('health.disk')}
        level={disk.state === 'ok' ? 'good' : disk.state === 'low' ? 'attention' : 'bad'}
        value={disk.freeBytes === null ? t(`status.volume.${disk.state}`) : t('health.diskFree', { free: size(disk.freeBytes) })}
      >
        {disk.totalBytes !== null && <p>{t('health.diskOf', { total: size(disk.totalBytes) })}</p>}
        {disk.state !== 'ok' && disk.freeBytes !== null && <p className="text-ink">{t(`status.volume.${disk.state}`)}</p>}
        {disk.network && <p>{t('health.network', { kind: disk.network })}</p>}
        <p>
          {disk.writeBps === null || disk.writeMeasuredAt === null
            ? t('health.diskSpeedUnknown')
            : t('health.diskSpeed', {
                speed: size(disk.writeBps),
                time: momentText(Date.parse(disk.writeMeasuredAt), timeZone, language),
              })}
        </p>
      </Tile>
      <Tile name={t('health.database')} level="good" value={database.bytes === null ? t('health.unknown') : size(database.bytes)} />
      <Tile
        name={t('health.converter')}
        level={converter.givenUp > 0 ? 'attention' : 'good'}
        value={t(converter.waiting === 0 ? 'health.converterWaiting_zero' : 'health.converterWaiting', { count: converter.waiting })}
      >
        {converter.givenUp > 0 && t('health.converterGivenUp', { count: converter.givenUp })}
      </Tile>
      <Tile name={t('health.process')} level="good" value={t('health.processMemory', { memory: size(process.memoryBytes) })}>
        <p>
          {t('health.processCpu', { cpu: number.format(process.cpuPercent) })},{' '}
          {t('health.processDelay', { delay: Math.round(process.eventLoopDelayMs) })}
        </p>
        <p>{t('health.running', { time: momentText(Date.parse(process.startedAt), timeZone, language) })}</p>
      </Tile>
    </dl>
  );
}

function Tile({ name, value, level, children }: { name: string; value: string; level: CameraLevel; children?: ReactNode }) {
  return (
    <div className="rounded-card border border-line bg-surface p-4">
      <dt className="flex items-center gap-2 text-xs text-muted">
        <CameraMark level={level} />
        {name}
      </dt>
      <dd className="mt-1 text-base font-medium">{value}</dd>
      {children && <dd className="mt-1 text-xs text-muted">{children}</dd>}
    </div>
  );
}
