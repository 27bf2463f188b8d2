import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Alarm } from '#shared/alarms.ts';
import type { HealthAnswer } from '#shared/health.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useConfig } from '../client/server.tsx';
import { useHealthApi } from '../client/use-health-api.ts';
import { DoctorDialog } from '../doctor/doctor-dialog.tsx';
import { useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import { Announcer } from '../ui/announcer.tsx';
import { Choice } from '../ui/choice.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Unanswered } from '../ui/unanswered.tsx';
import { useMedia } from '../ui/use-media.ts';
import { useNow } from '../ui/use-now.ts';
import { AlarmList } from './alarm-list.tsx';
import { CameraCards } from './camera-cards.tsx';
import { troubleFirst } from './camera-order.ts';
import { CameraTable } from './camera-table.tsx';
import { ProcessCharts } from './process-charts.tsx';
import { SystemFacts } from './system-facts.tsx';

/** How every camera and the machine does. */
export function HealthPage() {
  const config = useConfig();
  const { t, language } = useText();
  const api = useHealthApi();
  const health = useQuery(api.health());
  const alarms = useQuery(api.alarms());
  return (
    <Page
      title={t('health.title')}
      aside={
        health.data && (
          <span className="text-xs text-muted">
            {t('health.updated', { time: clockText(Date.parse(health.data.at), config.timeZone, language) })}
          </span>
        )
      }
    >
      {health.data ? (
        <Figures health={health.data} alarms={alarms.data?.alarms ?? []} config={config} />
      ) : (
        <Unanswered question={health}>
          <Skeleton className="mb-4 h-24" />
          <Skeleton className="h-96" />
        </Unanswered>
      )}
    </Page>
  );
}

type Order = 'trouble' | 'number';

function Figures({ health, alarms, config }: { health: HealthAnswer; alarms: readonly Alarm[]; config: ConfigAnswer }) {
  const { t } = useText();
  const now = useNow(5000);
  const [order, setOrder] = useState<Order>('trouble');
  const [checked, setChecked] = useState<number | null>(null);
  const isWide = useMedia('(min-width: 1180px)');
  const cameras = order === 'trouble' ? troubleFirst(health.channels) : health.channels;
  const recording = health.channels.filter(({ phase }) => phase === 'recording').length;
  const props = { cameras, timeZone: config.timeZone, now, onCheck: setChecked };
  return (
    <>
      <Announcer text={t('health.liveRegion', { count: alarms.length, recording, cameras: health.channels.length })} />
      <AlarmList alarms={alarms} config={config} now={now} onCheck={setChecked} />
      <section aria-labelledby="health-cameras">
        <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <h2 id="health-cameras" className="text-base font-semibold">
            {t('health.cameras')}
          </h2>
          <span className="text-muted">{t('health.counted', { recording, count: health.channels.length })}</span>
          <div className="ml-auto">
            <Choice
              label={t('health.order')}
              value={order}
              onChange={setOrder}
              options={[
                { value: 'trouble', label: t('health.byTrouble') },
                { value: 'number', label: t('health.byNumber') },
              ]}
            />
          </div>
        </div>
        {isWide && cameras.length > 2 ? (
          <div className="rounded-card border border-line bg-surface px-4 pt-3 pb-1">
            <CameraTable {...props} />
          </div>
        ) : (
          <CameraCards {...props} />
        )}
      </section>
      <h2 className="mt-8 mb-3 text-base font-semibold">{t('health.system')}</h2>
      <SystemFacts health={health} timeZone={config.timeZone} />
      <ProcessCharts timeZone={config.timeZone} />
      {checked !== null && <DoctorDialog channel={checked} config={config} onClose={() => setChecked(null)} />}
    </>
  );
}
