import { DAY_MS } from '#shared/durations.ts';
import { StorageAnswer } from '#shared/storage.ts';
import type { CatalogueQuestions, Usage } from '../../catalogue/catalogue.ts';
import type { Clock } from '../../lib/clock.ts';
import { isoOrNull } from '../../lib/iso-time.ts';
import type { Redactor } from '../../lib/redact.ts';
import type { VolumeReport } from '../../volume/volume.ts';
import type { App } from '../app.ts';
import { PROBLEMS } from '../problems.ts';

/** What less than this brought says nothing about a day. */
const SHORTEST_MS = 5 * 60_000;

export interface StorageRoutesOptions {
  readonly questions: Pick<CatalogueQuestions, 'usage'>;
  readonly volume: () => VolumeReport;
  /** Everything in RECORD_DIR. */
  readonly usedBytes: () => Promise<number>;
  readonly retention: { readonly maxBytes: number; readonly minFreeBytes: number };
  readonly redactor: Redactor;
  readonly clock: Clock;
}

/** GET /api/storage */
export function storageRoutes(app: App, options: StorageRoutesOptions): void {
  app.get(
    '/api/storage',
    {
      config: { policy: 'session', isLarge: true },
      schema: { tags: ['system'], summary: 'Used and free space, and how long it lasts', response: { 200: StorageAnswer, ...PROBLEMS } },
    },
    async () => {
      const [usage, usedBytes] = await Promise.all([options.questions.usage(), options.usedBytes()]);
      const { detail, ...figures } = options.volume();
      const volume = { ...figures, detail: detail === null ? null : options.redactor.text(detail) };
      return storageAnswer({ usage, usedBytes, volume, retention: options.retention, now: options.clock.now() });
    },
  );
}

export interface StorageFacts {
  readonly usage: Omit<Usage, 'bytes'>;
  readonly usedBytes: number;
  readonly volume: VolumeReport;
  readonly retention: { readonly maxBytes: number; readonly minFreeBytes: number };
  readonly now: number;
}

/** The figures of the storage page; GB are 10^9 bytes. */
export function storageAnswer({ usage, usedBytes, volume, retention, now }: StorageFacts): StorageAnswer {
  const keptMs = usage.oldestStartedAt === null ? 0 : Math.max(0, now - usage.oldestStartedAt);
  const bytesPerDay = keptMs < SHORTEST_MS ? null : (usage.bytesLast24h / Math.min(DAY_MS, keptMs)) * DAY_MS;
  const untilLimit = retention.maxBytes - usedBytes;
  const untilFull = volume.freeBytes === null ? Infinity : volume.freeBytes - retention.minFreeBytes;
  const roomBytes = Math.max(0, Math.min(untilLimit, untilFull));
  return {
    usedGB: rounded(usedBytes / 1e9),
    maxGB: retention.maxBytes / 1e9,
    usedBytes,
    maxBytes: retention.maxBytes,
    freeBytes: volume.freeBytes,
    diskBytes: volume.totalBytes,
    state: volume.state,
    detail: volume.detail,
    channels: usage.channels.map(({ channel, bytes, segments, oldestDate }) => ({ channel, bytes, segments, oldestDate })),
    protectedBytes: usage.protectedBytes,
    oldest: isoOrNull(usage.oldestStartedAt),
    daysKept: rounded(keptMs / DAY_MS),
    bytesPerDay: bytesPerDay === null ? null : Math.round(bytesPerDay),
    forecastDays: bytesPerDay ? rounded(roomBytes / bytesPerDay) : roomBytes === 0 ? 0 : null,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
