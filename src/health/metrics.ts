import { readdirSync } from 'node:fs';
import type { Alarm } from '#shared/alarms.ts';
import type { CameraHealth, HealthAnswer } from '#shared/health.ts';
import { type MetricFamily, type Sample, single } from '../lib/prometheus-text.ts';
import type { Pulse } from './camera-pulse.ts';
import type { RecentPast } from './past.ts';

/** What metrics are made of, beside the health page. */
export interface MetricFacts {
  readonly report: HealthAnswer;
  readonly pulseOf: (channel: number) => Pulse;
  readonly gapReasonsOf: (channel: number) => RecentPast['gapReasonsToday'];
  readonly alarms: readonly Alarm[];
  readonly version: string;
  readonly usedBytes: number | null;
  readonly maxBytes: number;
  readonly storedBytes: ReadonlyMap<number, number>;
  readonly removed: { readonly segments: number; readonly bytes: number };
  readonly webhookWaiting: number;
  readonly isUsable: boolean;
}

/** Everything that is measured, for Prometheus; names are documented in docs/metrics.md. */
export function metricsOf(facts: MetricFacts): MetricFamily[] {
  return [...ofCameras(facts), ...ofSystem(facts), ...ofStorage(facts), ...ofProcess(facts.report)];
}

function ofCameras({ report, pulseOf, gapReasonsOf, storedBytes }: MetricFacts): MetricFamily[] {
  const cameras = report.channels;
  const each = (value: (camera: CameraHealth) => number | null): Sample[] =>
    cameras.map((camera) => ({ labels: { channel: camera.channel }, value: value(camera) }));
  const family = (type: 'gauge' | 'counter', name: string, help: string, value: (camera: CameraHealth) => number | null): MetricFamily => ({
    name: `nvr_camera_${name}`,
    type,
    help,
    samples: each(value),
  });
  const byReason = (figure: 'count' | 'totalMs', unit: number): Sample[] =>
    cameras.flatMap(({ channel }) =>
      [...gapReasonsOf(channel)].map(([reason, figures]) => ({ labels: { channel, reason }, value: figures[figure] / unit })),
    );
  const recording = cameras.map(({ channel, name, phase }) => ({ labels: { channel, name }, value: Number(phase === 'recording') }));
  return [
    { name: 'nvr_camera_recording', type: 'gauge', help: '1 while it is being recorded', samples: recording },
    family('gauge', 'record_wanted', '1 where it should be recorded', ({ isRecorded }) => Number(isRecorded)),
    family('gauge', 'online', '1 while the hub gets video', ({ online }) => Number(online)),
    family('counter', 'recorded_seconds_total', 'Length of closed segments', ({ channel }) => pulseOf(channel).recordedMs / 1000),
    family('counter', 'written_bytes_total', 'Size of closed segments', ({ channel }) => pulseOf(channel).writtenBytes),
    family('gauge', 'stored_bytes', 'What its recordings take', ({ channel }) => storedBytes.get(channel) ?? 0),
    family('counter', 'reconnects_total', 'How often its recording began anew', ({ channel }) => pulseOf(channel).reconnects),
    family('gauge', 'gaps_today', 'Gaps since local midnight', ({ gapsToday }) => gapsToday.count),
    family('gauge', 'gap_seconds_today', 'Their length', ({ gapsToday }) => gapsToday.totalMs / 1000),
    { name: 'nvr_camera_gaps_by_reason_today', type: 'gauge', help: 'Gaps since local midnight, by reason', samples: byReason('count', 1) },
    {
      name: 'nvr_camera_gap_seconds_by_reason_today',
      type: 'gauge',
      help: 'Their length, by reason',
      samples: byReason('totalMs', 1_000),
    },
    family('gauge', 'coverage_today_ratio', 'Recorded share of today', ({ coverage }) => ratio(coverage.at(-1)?.percent)),
    family('gauge', 'frame_rate', 'Frames a second that arrive', ({ frameRate }) => frameRate),
    family('gauge', 'frame_rate_wanted', 'Frames a second that are declared', ({ frameRateWanted }) => frameRateWanted),
    family('gauge', 'bitrate_bps', 'Bits a second', ({ bitrateBps }) => bitrateBps),
    family('gauge', 'last_frame_age_seconds', 'Age of the newest frame', ({ lastFrameAgeMs }) => seconds(lastFrameAgeMs)),
  ];
}

function ofSystem({ report, alarms, version, webhookWaiting }: MetricFacts): MetricFamily[] {
  const kinds = ['camera_not_recorded', 'disk_low', 'disk_failing', 'hub_down', 'streaming_failing'] as const;
  const counts = kinds.map((kind) => ({ labels: { kind }, value: alarms.filter((alarm) => alarm.kind === kind).length }));
  return [
    { name: 'nvr_info', type: 'gauge', help: 'Which version runs', samples: [{ labels: { version }, value: 1 }] },
    { name: 'nvr_alarms', type: 'gauge', help: 'Active alarms', samples: counts },
    single('gauge', 'nvr_hub_up', '1 while go2rtc answers', Number(report.hub.isUp)),
    single('gauge', 'nvr_conversion_waiting', 'Recordings that wait for their conversion', report.converter.waiting),
    single('gauge', 'nvr_conversion_given_up', 'Recordings that cannot be converted', report.converter.givenUp),
    single('gauge', 'nvr_webhook_waiting', 'Messages not delivered yet', webhookWaiting),
    single('gauge', 'nvr_database_bytes', 'Size of the catalogue', report.database.bytes),
  ];
}

function ofStorage({ report, usedBytes, maxBytes, removed, isUsable }: MetricFacts): MetricFamily[] {
  const { freeBytes, totalBytes, writeBps } = report.disk;
  return [
    single('gauge', 'nvr_storage_used_bytes', 'Everything in RECORD_DIR', usedBytes),
    single('gauge', 'nvr_storage_limit_bytes', 'MAX_STORAGE_GB', maxBytes),
    single('gauge', 'nvr_storage_free_bytes', 'Free on its disk', freeBytes),
    single('gauge', 'nvr_storage_size_bytes', 'Size of its disk', totalBytes),
    single('gauge', 'nvr_storage_usable', '1 while it can be recorded to', Number(isUsable)),
    single('gauge', 'nvr_storage_write_bytes_per_second', 'How fast bytes reach the disk', writeBps),
    single('counter', 'nvr_storage_removed_bytes_total', 'Removed by cleanup', removed.bytes),
    single('counter', 'nvr_storage_removed_segments_total', 'Removed by cleanup', removed.segments),
  ];
}

function ofProcess({ process: figures }: HealthAnswer): MetricFamily[] {
  const { user, system } = process.cpuUsage();
  return [
    single('gauge', 'nvr_event_loop_delay_seconds', 'The longest of the last minute', figures.eventLoopDelayMs / 1000),
    single('counter', 'process_cpu_seconds_total', 'Processor time', (user + system) / 1e6),
    single('gauge', 'process_resident_memory_bytes', 'Memory', figures.memoryBytes),
    single('gauge', 'process_heap_bytes', 'Memory of objects', figures.heapBytes),
    single('gauge', 'process_open_fds', 'Open files and sockets', openFiles()),
    single('gauge', 'process_start_time_seconds', 'When it started', Date.parse(figures.startedAt) / 1000),
  ];
}

function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

function ratio(percent: number | null | undefined): number | null {
  return percent === null || percent === undefined ? null : percent / 100;
}
