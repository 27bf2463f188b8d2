import type { AlarmsAnswer } from '#shared/alarms.ts';
import { DAY_MS } from '#shared/durations.ts';
import type { CameraCheckAnswer, HealthAnswer, HealthHistoryAnswer } from '#shared/health.ts';
import type { StorageHistoryAnswer } from '#shared/storage.ts';
import type { Catalogue, CatalogueQuestions } from '../catalogue/catalogue.ts';
import type { Database } from '../database/database.ts';
import type { StreamTrouble } from '../hub/hub.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { isoOf, isoOrNull } from '../lib/iso-time.ts';
import type { Logger } from '../lib/log.ts';
import type { MetricFamily } from '../lib/prometheus-text.ts';
import type { Redactor } from '../lib/redact.ts';
import type { VolumeReport } from '../volume/volume.ts';
import { Alarms, type Condition } from './alarms/alarms.ts';
import { conditionsOf } from './alarms/conditions.ts';
import { Heartbeat } from './alarms/heartbeat.ts';
import { Webhook } from './alarms/webhook.ts';
import type { CameraPulse } from './camera-pulse.ts';
import { cameraReport, type WatchedChannel } from './camera-report.ts';
import { databaseBytes } from './database-size.ts';
import { DiskSpeed } from './disk-speed.ts';
import { CameraDoctor, type CameraDoctorOptions } from './doctor/camera-doctor.ts';
import { StreamFactsReader } from './doctor/media-facts.ts';
import { metricsOf } from './metrics.ts';
import { Past } from './past.ts';
import { ProcessWatch } from './process-watch.ts';
import { SampleRing } from './sample-ring.ts';
import { type Removal, StorageHistory } from './storage-history.ts';

export type { Condition } from './alarms/alarms.ts';
export { CameraPulse } from './camera-pulse.ts';
export { watchOwnLife } from './own-life.ts';
export type { Removal } from './storage-history.ts';

const LOOK_MS = 5_000;
const NOTICE_EVERY = 2;
const SAMPLE_EVERY = 12;
const SPEED_EVERY = 720;
/** The first minutes of a process belong to the recordings. */
const FIRST_SPEED = 24;
const DAY_OF_SAMPLES = 1_440;

/** The questions this room asks the catalogue. */
export type HealthQuestions = Pick<
  CatalogueQuestions,
  'channelStates' | 'timeline' | 'newestWithMedia' | 'mediaOf' | 'conversionBacklog' | 'usage' | 'meta'
>;

export interface HealthOptions {
  /** Those there are now. */
  readonly channels: () => readonly WatchedChannel[];
  readonly timeZone: string;
  readonly version: string;
  readonly questions: HealthQuestions;
  readonly catalogue: Pick<Catalogue, 'setMeta' | 'addEvent'>;
  readonly database: Database;
  /** Where the catalogue's files lie. */
  readonly dataDir: string;
  readonly maxBytes: number;
  readonly volume: { readonly root: string; readonly isUsable: boolean; readonly networkShare: string | null; report(): VolumeReport };
  readonly hub: () => HealthAnswer['hub'];
  readonly usedBytes: () => Promise<number>;
  readonly pulse: CameraPulse;
  readonly doctor: Pick<CameraDoctorOptions, 'knock' | 'sourceOf' | 'isByUdp' | 'programs'>;
  /** What else may be wrong: each is asked every 5 s. */
  readonly watches?: readonly (() => readonly Condition[] | Promise<readonly Condition[]>)[];
  readonly alerts: { readonly webhook: URL | null; readonly heartbeat: URL | null };
  /** Told that the figures or the alarms are new. */
  readonly onNews: () => void;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Parts {
  readonly alarms: Alarms;
  readonly webhook: Webhook;
  readonly heartbeat: Heartbeat;
  readonly process: ProcessWatch;
}

/** How everything is, what went wrong lately, and who is told of it. */
export class Health implements AsyncDisposable {
  readonly #options: HealthOptions;
  readonly #parts: Parts;
  readonly #life = new AbortController();
  readonly #doctor: CameraDoctor;
  readonly #media: StreamFactsReader;
  readonly #past: Past;
  readonly #speed: DiskSpeed;
  readonly #samples = new SampleRing(DAY_OF_SAMPLES);
  readonly #history: StorageHistory;
  readonly #startedAt: number;
  readonly #removed = { segments: 0, bytes: 0 };
  #done: Promise<void> = Promise.resolve();

  private constructor(options: HealthOptions, parts: Parts) {
    const { questions, channels, clock, log, timeZone, volume } = options;
    this.#options = options;
    this.#parts = parts;
    this.#startedAt = clock.now();
    this.#media = new StreamFactsReader(mediaQuestions(questions));
    this.#doctor = new CameraDoctor({
      ...options.doctor,
      clock,
      log,
      gopOf: async (channel) => (await this.#media.of(channel)).gop,
      driftOf: (channel) => options.pulse.driftOf(channel),
      rateOf: (channel) => options.pulse.of(channel).frameRate,
      soundLeftOutOf: (channel) => options.pulse.soundLeftOutOf(channel),
    });
    this.#past = new Past({
      timeline: (from, to, wanted) => questions.timeline(from, to, wanted),
      channels: () => channels().map(({ channel }) => channel),
      timeZone,
      clock,
    });
    const freeBytes = (): number | null => (volume.isUsable ? volume.report().freeBytes : null);
    this.#speed = new DiskSpeed({ root: volume.root, freeBytes, clock, log });
    this.#history = new StorageHistory(options.database);
  }

  /** Takes up the alarms of the last process and begins to look. */
  static async start(options: HealthOptions): Promise<Health> {
    const { alerts, catalogue, questions, clock, log, redactor, version, onNews } = options;
    const webhook = Webhook.start({ url: alerts.webhook, redactor, clock, log });
    const alarms: Alarms = await Alarms.open({
      conditions: () => conditions(options),
      factsWhenOver: ({ kind, channel }) => {
        const isRecorded = options.channels().some((known) => known.record && known.channel === channel);
        return kind === 'camera_not_recorded' && !isRecorded ? { isUnwanted: true } : {};
      },
      meta: (key) => questions.meta(key),
      setMeta: (key, value) => catalogue.setMeta(key, value),
      addEvent: (event) => catalogue.addEvent(event),
      send: (message) => webhook.send({ ...message, at: isoOf(clock.now()), version }),
      onChange: onNews,
      clock,
      log,
    });
    const heartbeat = Heartbeat.start({ url: alerts.heartbeat, isWell: () => alarms.isWell, clock, log });
    const health = new Health(options, { alarms, webhook, heartbeat, process: ProcessWatch.start(clock) });
    health.#done = health.#watch();
    return health;
  }

  /** Everything that is measured now; coverage and gaps some seconds old. */
  async report(): Promise<HealthAnswer> {
    const { questions, clock, hub, pulse, volume, dataDir } = this.#options;
    const channels = this.#options.channels();
    const [states, past, { waiting, givenUp }, bytes] = await Promise.all([
      this.#states(),
      this.#past.recent(),
      questions.conversionBacklog(),
      databaseBytes(dataDir),
    ]);
    const media = await Promise.all(channels.map(({ channel }) => this.#media.of(channel)));
    const now = clock.now();
    const { writeBps, measuredAt } = this.#speed.result;
    return {
      at: isoOf(now),
      alarms: this.#parts.alarms.active().length,
      channels: channels.map((watched, index) => {
        const { channel } = watched;
        const { gop = null, video } = media[index] ?? {};
        return cameraReport({ watched, state: states.get(channel), pulse: pulse.of(channel), gop, video, past: past.get(channel), now });
      }),
      hub: hub(),
      disk: { ...volume.report(), network: volume.networkShare, writeBps, writeMeasuredAt: isoOrNull(measuredAt) },
      database: { bytes },
      converter: { waiting, givenUp },
      process: { startedAt: isoOf(this.#startedAt), ...this.#parts.process.now() },
    };
  }

  /** This process over the last day, minute by minute. */
  history(): HealthHistoryAnswer {
    return this.#samples.columns();
  }

  /** What is wrong now and who was told. */
  alarms(): AlarmsAnswer {
    const { alarms, webhook, heartbeat } = this.#parts;
    return { alarms: alarms.active(), webhook: webhook.status(), heartbeat: heartbeat.status() };
  }

  /** Raises an alarm about nothing, to see who hears of it. @throws Refused while one lasts */
  async testAlarm(): Promise<AlarmsAnswer> {
    await this.#parts.alarms.test();
    return this.alarms();
  }

  /** Looks at a camera for about five seconds. @param known trouble that the camera need not be asked for */
  check(channel: number, known?: StreamTrouble): Promise<CameraCheckAnswer> {
    return this.#doctor.check(channel, known);
  }

  /** Cleanup has removed something. */
  removed(removal: Removal): void {
    this.#removed.segments += removal.segments;
    this.#removed.bytes += removal.bytes;
    const { clock, log } = this.#options;
    this.#history
      .removed(removal, clock.now())
      .catch((error: unknown) => log.warn({ error: messageOf(error) }, 'cannot save what cleanup deleted in the storage history'));
  }

  /** Storage over the last days. */
  storageHistory(days: number): Promise<StorageHistoryAnswer> {
    const now = this.#options.clock.now();
    return this.#history.since(now - days * DAY_MS, now);
  }

  /** For Prometheus. */
  async metrics(): Promise<readonly MetricFamily[]> {
    const { questions, pulse, maxBytes, usedBytes, version, volume } = this.#options;
    const [report, past, usage, used] = await Promise.all([
      this.report(),
      this.#past.recent(),
      questions.usage(),
      usedBytes().catch(() => null),
    ]);
    return metricsOf({
      report,
      gapReasonsOf: (channel) => past.get(channel)?.gapReasonsToday ?? new Map(),
      pulseOf: (channel) => pulse.of(channel),
      alarms: this.#parts.alarms.active(),
      version,
      usedBytes: used,
      maxBytes,
      storedBytes: new Map(usage.channels.map(({ channel, bytes }) => [channel, bytes])),
      removed: this.#removed,
      webhookWaiting: this.#parts.webhook.status().waiting,
      isUsable: volume.isUsable,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    const { heartbeat, webhook, process: watch } = this.#parts;
    await Promise.all([this.#done, heartbeat[Symbol.asyncDispose](), webhook[Symbol.asyncDispose](), this.#doctor[Symbol.asyncDispose]()]);
    watch[Symbol.dispose]();
  }

  async #watch(): Promise<void> {
    const { clock, onNews, log } = this.#options;
    const { signal } = this.#life;
    for (let turn = 1; !signal.aborted; turn++) {
      await rest(clock, LOOK_MS, signal);
      if (signal.aborted) return;
      await this.#parts.alarms.look();
      if (turn % SAMPLE_EVERY === 0) {
        await this.#sample().catch((error: unknown) =>
          log.warn({ error: messageOf(error) }, 'cannot save a sample of the storage history'),
        );
      }
      if (turn % SPEED_EVERY === FIRST_SPEED) void this.#speed.measure(); // a disk that hangs must not hold up the alarms
      if (turn % NOTICE_EVERY === 0) onNews();
    }
  }

  async #sample(): Promise<void> {
    const { questions, clock, usedBytes, volume } = this.#options;
    const [states, { waiting }] = await Promise.all([this.#states(), questions.conversionBacklog()]);
    const list = [...states.values()];
    this.#samples.add({
      ...this.#parts.process.sample(),
      at: clock.now(),
      bitrateBps: list.reduce((sum, { online, bitrateBps }) => sum + (online ? (bitrateBps ?? 0) : 0), 0),
      recording: list.filter(({ phase }) => phase === 'recording').length,
      converterWaiting: waiting,
    });
    const { freeBytes, totalBytes } = volume.report();
    await this.#history.sample({ usedBytes: await usedBytes().catch(() => null), freeBytes, totalBytes }, clock.now());
  }

  async #states(): Promise<Map<number, Awaited<ReturnType<HealthQuestions['channelStates']>>[number]>> {
    return new Map((await this.#options.questions.channelStates()).map((state) => [state.channel, state]));
  }
}

/** What is wrong now, as far as this room and those it was given can see. */
async function conditions({ questions, channels, hub, pulse, volume, watches = [] }: HealthOptions): Promise<Condition[]> {
  const states = new Map((await questions.channelStates()).map((state) => [state.channel, state]));
  const recorded = channels().filter(({ record }) => record);
  const cameras = recorded.map(({ channel, name }) => {
    const { phase = 'starting', reason = null, detail = null, newestPath = null, runningPath = null } = states.get(channel) ?? {};
    const hasRecorded = newestPath !== null || runningPath !== null;
    const { lastFrameAgeMs, patienceMs } = pulse.of(channel);
    return { channel, name, phase, reason, detail, lastFrameAgeMs, patienceMs, hasRecorded };
  });
  const others = await Promise.all(watches.map(async (watch) => await watch()));
  return [...conditionsOf({ cameras, volume: volume.report(), hub: hub(), memoryBytes: process.memoryUsage.rss() }), ...others.flat()];
}

function mediaQuestions(questions: HealthQuestions): Pick<HealthQuestions, 'newestWithMedia' | 'mediaOf'> {
  return { newestWithMedia: (channel) => questions.newestWithMedia(channel), mediaOf: (id) => questions.mediaOf(id) };
}
