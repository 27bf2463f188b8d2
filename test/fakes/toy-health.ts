import type { AlarmsAnswer } from '#shared/alarms.ts';
import type { CameraCheckAnswer, HealthAnswer, HealthHistoryAnswer } from '#shared/health.ts';
import type { StorageHistoryAnswer } from '#shared/storage.ts';
import type { ApiHealth } from '../../src/api/status/camera-health-routes.ts';
import type { StreamTrouble } from '../../src/hub/hub.ts';
import { type MetricFamily, single } from '../../src/lib/prometheus-text.ts';

const AT = '2026-11-22T09:00:00.000Z';

/** A room that watches over nothing, and says what a test wants. */
export class ToyHealth implements ApiHealth {
  readonly asked: unknown[] = [];
  detail: string | null = null;
  finding: CameraCheckAnswer['findings'][number] = {
    topic: 'reachable',
    code: 'reachable',
    verdict: 'good',
    text: 'The camera answers.',
    advice: null,
    data: {},
  };

  async report(): Promise<HealthAnswer> {
    return {
      at: AT,
      alarms: 0,
      channels: [],
      hub: { isUp: true, version: '1.9.14', reason: null },
      disk: { state: 'ok', detail: this.detail, freeBytes: 1, totalBytes: 2, writeBps: null, writeMeasuredAt: null, network: null },
      database: { bytes: 4096 },
      converter: { waiting: 0, givenUp: 0 },
      process: { startedAt: AT, memoryBytes: 1, heapBytes: 1, cpuPercent: 0, eventLoopDelayMs: 0 },
    };
  }

  history(): HealthHistoryAnswer {
    const none: number[] = [];
    const figures = { memoryBytes: none, heapBytes: none, cpuPercent: none, eventLoopDelayMs: none };
    return { at: none, ...figures, bitrateBps: none, recording: none, converterWaiting: none };
  }

  alarms(): AlarmsAnswer {
    const nobody = { isConfigured: false, waiting: 0, lastSentAt: null, lastError: null };
    const alarm = { id: 'disk_low', kind: 'disk_low', channel: null, reason: 'low', since: AT, raisedAt: AT } as const;
    return { alarms: [{ ...alarm, text: `The disk is low ${this.detail ?? ''}` }], webhook: nobody, heartbeat: nobody };
  }

  async testAlarm(): Promise<AlarmsAnswer> {
    this.asked.push('test alarm');
    return this.alarms();
  }

  async check(channel: number, known?: StreamTrouble): Promise<CameraCheckAnswer> {
    this.asked.push({ channel, known });
    return { channel, at: AT, tookMs: 1, verdict: this.finding.verdict, findings: [this.finding], picture: null };
  }

  async storageHistory(days: number): Promise<StorageHistoryAnswer> {
    this.asked.push({ days });
    return { stepMs: 3_600_000, spans: [] };
  }

  async metrics(): Promise<readonly MetricFamily[]> {
    return [single('gauge', 'nvr_hub_up', '1 while go2rtc answers', 1)];
  }
}
