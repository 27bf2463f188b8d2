import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import type { EventTold } from '#shared/event-data.ts';
import { type Notice, NvrEvent } from '#shared/events.ts';
import { type Api, type ApiCatalogue, type ApiOptions, type ApiQuestions, buildApi, LiveViewers } from '../../src/api/api.ts';
import { Auth } from '../../src/auth/auth.ts';
import { type ChannelState, eventText, type ListedSegment, type Protection } from '../../src/catalogue/catalogue.ts';
import { Database } from '../../src/database/database.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { Refused, VolumeUnusable } from '../../src/lib/errors.ts';
import { parseSegmentPath } from '../../src/lib/files/segment-name.ts';
import { silentLog } from '../../src/lib/log.ts';
import { Redactor } from '../../src/lib/redact.ts';
import { Signal } from '../../src/lib/signal.ts';
import {
  type ChannelDeletion,
  type DeletionShelf,
  type DeletionWish,
  type RunningSegment,
  SegmentDeletion,
  touches,
} from '../../src/segments/segments.ts';
import { ToyHealth } from './toy-health.ts';
import { ToyHub } from './toy-hub.ts';
import { ToyStreamer } from './toy-streamer.ts';
import { Visitor } from './visitor.ts';

export const PASSWORD = 'correct horse battery';
const ZONE = 'Europe/Berlin';

/** A catalogue in memory, with the manners of the real one. */
class ToyCatalogue implements ApiCatalogue, ApiQuestions, DeletionShelf {
  readonly questions = this;

  segments: (ListedSegment & { isDeleting?: boolean })[] = [];
  states: ChannelState[] = [];
  kept: NvrEvent[] = [];
  spans: { id: number; channel: number; from: number; to: number; note: string; by: string }[] = [];
  asked: unknown[] = [];

  async channelStates(): Promise<ChannelState[]> {
    return this.states;
  }
  get running(): RunningSegment[] {
    return this.states.flatMap(({ channel, runningPath: path, runningStartedAt: startedAt }) => {
      const told = path === null ? null : parseSegmentPath(path, ZONE);
      return path !== null && told ? { channel, path, startedAt: startedAt ?? told.startedAt } : [];
    });
  }
  async segmentByPath(wanted: string): Promise<ListedSegment | RunningSegment | undefined> {
    return [...this.segments.filter(({ isDeleting }) => !isDeleting), ...this.running].find(({ path: known }) => known === wanted);
  }
  async planDeletion({ channels, ...span }: DeletionWish): Promise<ChannelDeletion[]> {
    return channels.map((channel) => {
      const wanted = this.segments.filter((one) => one.channel === channel && touches(span, { from: one.startedAt, to: one.endedAt }));
      const [kept, going] = [wanted.filter(({ isProtected }) => isProtected), wanted.filter(({ isProtected }) => !isProtected)];
      const bytes = going.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
      const spans = going.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt }));
      const ids = going.map(({ id }) => id);
      return { channel, ids, spans, bytes, ends: [], kept: kept.length, keptBy: [], leavesRunning: false };
    });
  }
  async beginDeletion(plans: Parameters<DeletionShelf['beginDeletion']>[0]): Promise<ListedSegment[]> {
    const ids = new Set(plans.flatMap((plan) => plan.ids));
    const marked = this.segments.filter(({ id, isDeleting }) => ids.has(id) && !isDeleting);
    for (const segment of marked) segment.isDeleting = true;
    return marked;
  }
  async beingDeleted(): Promise<ListedSegment[]> {
    return this.segments.filter(({ isDeleting }) => isDeleting);
  }
  async knownPaths(paths: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(paths.filter((wanted) => this.segments.some((segment) => segment.path === wanted)));
  }
  async forget(ids: readonly number[]): Promise<void> {
    this.segments = this.segments.filter((segment) => !ids.includes(segment.id));
  }
  async addEvent(event: EventTold): Promise<void> {
    const { kind, channel = null, data } = event;
    const text = eventText(event);
    this.kept.unshift({
      id: this.kept.length + 1,
      at: new Date().toISOString(),
      kind,
      channel,
      text,
      data: NvrEvent.shape.data.parse(data),
    });
  }
  async events(query: Parameters<ApiQuestions['events']>[0]): Promise<NvrEvent[]> {
    this.asked.push(query);
    return this.kept.slice(0, query.limit);
  }
  async protections(): Promise<Protection[]> {
    return this.spans.map((span) => ({ ...span, createdAt: 0 }));
  }
  async bytesOfProtections(): Promise<ReadonlyMap<number, number>> {
    return new Map();
  }
  async protect(span: Parameters<ApiCatalogue['protect']>[0]): Promise<number> {
    return this.spans.push({ ...span, id: this.spans.length + 1 });
  }
  async unprotect(id: number): Promise<boolean> {
    const before = this.spans.length;
    this.spans = this.spans.filter((span) => span.id !== id);
    return this.spans.length < before;
  }
  async misdatedDates(): Promise<string[]> {
    return [];
  }

  async datesWithRecordings(channel?: number): Promise<string[]> {
    const wanted = [...this.segments, ...this.running].filter((segment) => channel === undefined || segment.channel === channel);
    return [...new Set(wanted.map((segment) => parseSegmentPath(segment.path, ZONE)?.date ?? ''))].sort().reverse();
  }
  async segmentsOfDay(channel: number, date: string): Promise<(ListedSegment | RunningSegment)[]> {
    return [...this.segments, ...this.running].filter(
      (segment) => segment.channel === channel && parseSegmentPath(segment.path, ZONE)?.date === date,
    );
  }
  async timeline(from: number, to: number, channels: readonly number[]): ReturnType<ApiQuestions['timeline']> {
    this.asked.push({ from, to, channels });
    return channels.map((channel) => ({
      channel,
      recordings: [{ from, to: from + 60_000, live: false }],
      gaps: [{ from: from + 60_000, to, reason: 'camera_offline' as const }],
      unreadable: [{ from: from + 10_000, to: from + 20_000 }],
    }));
  }
  async momentsWithin(channel: number, from: number): ReturnType<ApiQuestions['momentsWithin']> {
    const text = `Camera ${channel} is lost: rtsp://a:secret@10.0.0.1/ does not answer`;
    return [{ id: 7, at: new Date(from + 90_000).toISOString(), kind: 'camera_lost', channel, text, data: {} }];
  }
  async usage(): ReturnType<ApiQuestions['usage']> {
    const bytes = this.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const oldestStartedAt = this.segments.length ? Math.min(...this.segments.map(({ startedAt }) => startedAt)) : null;
    const channels = [{ channel: 1, bytes, segments: this.segments.length, oldestDate: '2026-11-22' }];
    return { bytes, channels, oldestStartedAt, bytesLast24h: bytes, protectedBytes: 0 };
  }
}

/** What a channel says of itself when all is well. */
export function calmState(channel: number): ChannelState {
  return {
    channel,
    phase: 'recording',
    reason: null,
    detail: null,
    since: null,
    nextTryAt: null,
    runningPath: null,
    runningStartedAt: null,
    online: true,
    videoCodec: 'H264',
    audioCodec: null,
    bitrateBps: 4_000_000,
    newestPath: null,
    lastEndedAt: null,
  };
}

export interface WorldOptions {
  readonly clock?: Clock;
  readonly server?: Partial<ApiOptions['server']>;
  readonly settings?: Partial<ApiOptions['settings']>;
  readonly users?: readonly { name: string; password: string }[];
  readonly secrets?: readonly string[];
  readonly host?: string;
  /** Instead of the catalogue in memory. */
  readonly catalogue?: (
    database: Database,
    notices: Signal<Notice>,
  ) => Promise<ApiCatalogue & DeletionShelf & { readonly questions: ApiQuestions }>;
  /** Instead of one that has nothing. */
  readonly metricsToken?: string;
  readonly playback?: (place: {
    readonly recordDir: string;
    readonly dataDir: string;
    readonly database: Database;
  }) => Promise<ApiOptions['playback']>;
  readonly ready?: ApiOptions['ready'];
  readonly volume?: ApiOptions['volume'];
}

const NOTHING_ODD = { unplayable: null, misdated: null } as const;

/** The whole server over a small world: real files, a real database, a toy hub, a catalogue in memory. */
export class ApiWorld implements AsyncDisposable {
  readonly catalogue = new ToyCatalogue();
  readonly health = new ToyHealth();
  readonly streamer = new ToyStreamer();
  readonly notices = new Signal<Notice>();
  readonly viewers = new LiveViewers();
  readonly logLines: string[] = [];
  readonly #stack = new AsyncDisposableStack();
  folder = '';
  url = '';
  hub: ToyHub = undefined as unknown as ToyHub;
  api: Api = undefined as unknown as Api;
  database: Database = undefined as unknown as Database;
  #nextAddress = 2;

  static async open(options: WorldOptions = {}): Promise<ApiWorld> {
    const world = new ApiWorld();
    await world.#open(options);
    return world;
  }

  get recordDir(): string {
    return path.join(this.folder, 'recordings');
  }

  get webFolder(): string {
    return path.join(this.folder, 'web');
  }

  /** Somebody new, from an address of his own, so that the limits on signing in stay out of the way. */
  visitor(): Visitor {
    return new Visitor(this.url, `127.0.0.${this.#nextAddress++ % 250}`);
  }

  async signedIn(username = 'anna', password = PASSWORD): Promise<Visitor> {
    const visitor = this.visitor();
    const { status, text } = await visitor.login(username, password);
    if (status !== 200) throw new Error(`sign-in fails: ${text}`);
    return visitor;
  }

  /** Puts a closed segment on the disk and into the catalogue. */
  async addSegment(name: string, content: string | Uint8Array = 'video', facts: Partial<ListedSegment> = {}): Promise<ListedSegment> {
    const parsed = parseSegmentPath(name, ZONE);
    if (!parsed) throw new Error(`${name} is no path of a segment`);
    await this.writeFile(name, content);
    const id = this.catalogue.segments.length + 1;
    const { channel, startedAt } = parsed;
    const base = {
      id,
      channel,
      path: name,
      startedAt,
      endedAt: startedAt + 600_000,
      durationMs: 600_000,
      sizeBytes: content.length,
      diskBytes: content.length,
      container: parsed.container,
      problem: null,
      isProtected: false,
      ...NOTHING_ODD,
    };
    const segment = { ...base, ...facts };
    this.catalogue.segments.push(segment);
    return segment;
  }

  async writeFile(name: string, content: string | Uint8Array): Promise<void> {
    const file = path.join(this.recordDir, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #open(options: WorldOptions): Promise<void> {
    this.folder = await mkdtemp(path.join(os.tmpdir(), 'api-world-'));
    this.#stack.defer(() => rm(this.folder, { recursive: true }));
    await Promise.all([mkdir(this.recordDir), mkdir(this.webFolder)]);
    await writeFile(path.join(this.recordDir, '.nvr-volume'), 'id');
    this.catalogue.states = [calmState(1), calmState(2)];
    const clock = options.clock ?? systemClock;
    const redactor = new Redactor(options.secrets);
    const log = this.#log(redactor);
    this.database = this.#stack.use(await Database.open({ url: 'sqlite::memory:', folder: this.folder, log: silentLog() }));
    this.hub = this.#stack.use(await ToyHub.start());
    const auth = await Auth.open({
      database: this.database,
      dataDir: this.folder,
      secretKey: 'a secret key of some length',
      users: options.users ?? [
        { name: 'anna', password: PASSWORD },
        { name: 'bert', password: 'bert’s own password' },
      ],
      clock,
      log,
      note: (event) => void this.catalogue.addEvent(event),
      announce: () => undefined,
    });
    const catalogue = (await options.catalogue?.(this.database, this.notices)) ?? this.catalogue;
    this.api = this.#stack.use(
      await buildApi({
        settings: { ...SETTINGS, ...options.settings },
        server: { publicUrl: null, trustProxy: [], allowedHosts: [], ...options.server },
        recordDir: this.recordDir,
        webFolder: this.webFolder,
        auth,
        catalogue,
        questions: catalogue.questions,
        deletion: this.#stack.use(
          new SegmentDeletion({ shelf: catalogue, root: this.recordDir, demandDisk: () => this.#demandDisk(), log: silentLog() }),
        ),
        playback: (await options.playback?.({ recordDir: this.recordDir, dataDir: this.folder, database: this.database })) ?? NO_PLAYBACK,
        streamer: this.streamer,
        health: this.health,
        metricsToken: options.metricsToken ?? null,
        hub: this.hub,
        explainHubError: explain,
        volume: options.volume ?? (() => ({ state: 'ok', detail: null, freeBytes: 100e9, totalBytes: 200e9 })),
        usedBytes: async () => 12.3e9,
        ready: options.ready ?? { database: () => true, storage: () => true, hub: async () => true },
        notices: this.notices,
        viewers: this.viewers,
        redactor,
        clock,
        log,
      }),
    );
    this.url = await this.api.listen({ host: options.host ?? '127.0.0.1', port: 0 });
  }

  /** Its disk is known by a mark, as a real one. */
  async #demandDisk(): Promise<void> {
    await stat(path.join(this.recordDir, '.nvr-volume')).catch(() => Promise.reject(new VolumeUnusable('The recording disk is not there')));
  }

  #log(redactor: Redactor) {
    const stream = new PassThrough();
    stream.on('data', (line: Buffer) => this.logLines.push(line.toString()));
    return pino({ level: 'debug', base: undefined }, { write: (line) => void stream.write(redactor.text(line)) });
  }
}

/** A world in which nothing was recorded. */
const nothing = (): Promise<never> => Promise.reject(new Refused('recording-unknown', 'Nothing was recorded in this time'));
const nothingExported = (): Promise<never> => Promise.reject(new Refused('export-unknown', 'There is no such export'));
const NO_PLAYBACK: ApiOptions['playback'] = {
  playlist: nothing,
  thumbnail: nothing,
  sprites: nothing,
  spriteSheet: nothing,
  exports: {
    request: nothing,
    list: async () => [],
    get: nothingExported,
    progressOf: () => 0,
    expiryOf: () => null,
    remove: nothingExported,
    file: nothingExported,
    estimate: nothing,
  },
  shares: {
    make: nothingExported,
    list: async () => [],
    get: () => Promise.reject(new Refused('share-unknown', 'There is no such link')),
    revoke: () => Promise.reject(new Refused('share-unknown', 'There is no such link')),
    ofToken: async () => undefined,
    viewed: async () => undefined,
    tryPin: async () => ({ isAllowed: false, isLast: false }),
    forgivePin: async () => undefined,
  },
  activity: async (_channel, _span, stepMs) => ({ stepMs, levels: [] }),
  transcode: nothing,
  isPart: nothing,
  initSegment: async () => undefined,
  copy: async () => undefined,
};

function explain(text: string): ReturnType<ApiOptions['explainHubError']> {
  if (text.includes('401')) return { reason: 'auth_failed', detail: 'The camera refuses the user name or password' };
  if (text.includes('refused')) return { reason: 'refused', detail: 'The camera refuses the connection' };
  return { reason: 'unknown', detail: `The hub says: ${text}` };
}

const SETTINGS: ApiOptions['settings'] = {
  demo: false,
  channels: () => [
    { channel: 1, name: 'Front door', record: true, hasSub: true },
    { channel: 2, name: 'Garden / back', record: true, hasSub: false },
  ],
  segmentMs: 600_000,
  recordFormat: 'mkv',
  retention: { maxBytes: 500e9, keepForMs: null, minFreeBytes: 2e9 },
  youtube: { enabled: false, channel: 1, rotationMinutes: 60 },
  timeZone: ZONE,
  version: '0.1.0',
  variables: [],
};
