import path from 'node:path';
import { CAMERA_GIVES_NOTHING, type TroubleReason } from '#shared/channel.ts';
import { type Catalogue, DiskUsage, isHollow } from '../catalogue/catalogue.ts';
import { Cleanup } from '../cleanup/cleanup.ts';
import { Converter, isLeftover, probeRecording } from '../converter/converter.ts';
import type { Hub } from '../hub/hub.ts';
import { containerOfFile } from '../lib/container.ts';
import { messageOf } from '../lib/errors.ts';
import { readHybrid } from '../mp4/mp4.ts';
import { Recorder, type RecordingState, type SoundLeftOut, soundName } from '../recorder/recorder.ts';
import { type Memory, troubleOf } from './memory.ts';
import type { Plan } from './plan.ts';

const RETRY_MS = 5000;
/** The camera gives no stream to anybody: live views that hold on would keep the hub from asking it anew. */
const AWAY: readonly (TroubleReason | null)[] = [...CAMERA_GIVES_NOTHING, 'no_video'];

/** Starts what turns closed MKV segments into MP4. */
export function startConverter({ config, log, clock, programs, rooms }: Plan, { catalogue, volume }: Memory): Converter {
  const { video, segmentMs } = config;
  const options = { root: volume.root, shelf: catalogue, programs, video, segmentMs, clock, log: log.child({ room: 'converter' }) };
  return rooms.use(Converter.start(options));
}

/** Starts a recording of every channel that is to be recorded. */
export function startRecorder(plan: Plan, memory: Memory, { hub, converter }: { hub: Hub; converter: Converter }): Recorder {
  const { config, log, clock, rooms, programs } = plan;
  const closing = new AbortController();
  const recorder = Recorder.start({
    channels: config.channels.filter(({ record }) => record).map(({ channel }) => channel),
    root: memory.volume.root,
    segmentMs: config.segmentMs,
    timeZone: config.timeZone,
    ffmpeg: programs.ffmpeg,
    sourceOf: (channel) => hub.relayUrl(channel, 'main'),
    knock: (channel, signal) => hub.knock(channel, 'main', signal),
    demandVolume: () => {
      const trouble = troubleOf(memory.volume.report());
      if (trouble) throw trouble;
    },
    clock,
    log: log.child({ room: 'recorder' }),
    onFrames: (channel, count) => plan.pulse.frames(channel, count),
    onTrack: (channel, track) => plan.pulse.track(channel, track),
    onSound: (channel, leftOut) => {
      plan.pulse.sound(channel, leftOut);
      noteSound(plan, memory.catalogue, channel, leftOut);
    },
    ...handOvers(plan, memory.catalogue, converter, closing.signal),
  });
  rooms.use(recorder);
  rooms.defer(() => closing.abort()); // before the recorder closes: a database that fails must not hold it up for ever
  return recorder;
}

function handOvers(plan: Plan, catalogue: Catalogue, converter: Converter, closing: AbortSignal) {
  const { viewers, bells, pulse } = plan;
  return {
    onOpened: (segment: Parameters<Catalogue['segmentOpened']>[0]) => persist(plan, closing, () => catalogue.segmentOpened(segment)),
    onClosed: async (segment: Parameters<Catalogue['segmentClosed']>[0]) => {
      pulse.closed(segment);
      await persist(plan, closing, () => catalogue.segmentClosed(segment));
      converter.wake();
      void bells.cleanup?.check();
    },
    onState: async (state: RecordingState) => {
      const { phase, reason, detail, channel } = state;
      pulse.phase(channel, phase);
      if (phase === 'waiting' && AWAY.includes(reason)) viewers.kick(channel, { reason: reason ?? 'unknown', detail: detail ?? '' });
      await catalogue.recordingState(state);
    },
  };
}

/** Remembers that recordings of a camera are silent, or no longer. */
function noteSound({ log }: Plan, catalogue: Catalogue, channel: number, leftOut: SoundLeftOut | null): void {
  const codec = leftOut?.codec ?? null;
  const name = codec === null ? '' : ` (${soundName(codec)})`;
  const event = leftOut
    ? {
        kind: 'sound_left_out' as const,
        text: `The sound of camera ${channel}${name} cannot be recorded and is left out: ${leftOut.reason}`,
      }
    : { kind: 'sound_back' as const, text: `The sound of camera ${channel} is recorded again` };
  if (leftOut) log.warn({ channel, codec, reason: leftOut.reason }, 'the sound of a camera cannot be recorded and is left out');
  catalogue
    .addEvent({ ...event, channel, data: { codec } })
    .catch((error: unknown) => log.error({ channel, error: messageOf(error) }, 'what became of a camera’s sound cannot be remembered'));
}

/** A database that hiccups must not lose a segment's row: tried again until it works, or the house closes. */
async function persist({ log, clock }: Plan, closing: AbortSignal, write: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (closing.aborted) throw error;
      log.error({ error: messageOf(error) }, 'the catalogue does not take what the recorder tells; it is tried again');
      await clock.sleep(RETRY_MS, closing).catch(() => undefined);
    }
  }
}

/** Says `off` of channels that are only watched live. */
export async function noteUnrecorded({ config }: Plan, catalogue: Catalogue): Promise<void> {
  const state = { phase: 'off', reason: 'disabled', detail: 'Recording is switched off in .env', nextTryAt: null } as const;
  for (const { channel, record } of config.channels) if (!record) await catalogue.recordingState({ channel, ...state });
}

/** Starts what keeps storage below its limits. @returns it, and what says how much is used in all */
export function startCleanup(plan: Plan, memory: Memory, behind: { recorder: Recorder; isReconciled: Promise<unknown> }): StorageWork {
  const { config, log, clock, rooms } = plan;
  const { catalogue, database, volume } = memory;
  const { recorder, isReconciled } = behind;
  const running = (): ReadonlySet<string> => recorder.runningPaths();
  const usage = rooms.use(
    DiskUsage.start({ database, root: volume.root, running, isReconciled, clock, log: log.child({ room: 'catalogue' }) }),
  );
  const usedBytes = (): Promise<number> => usage.usedBytes();
  const cleanup = Cleanup.start({
    shelf: catalogue,
    root: volume.root,
    retention: config.retention,
    usedBytes,
    freeBytes: async () => (await volume.check()).freeBytes,
    onCleaned: (cleaned) => plan.bells.health?.removed(cleaned),
    clock,
    log: log.child({ room: 'cleanup' }),
  });
  return { cleanup: rooms.use(cleanup), usedBytes };
}

/** Cleanup, and how much everything in RECORD_DIR takes. */
export interface StorageWork {
  readonly cleanup: Cleanup;
  readonly usedBytes: () => Promise<number>;
}

/** Makes catalogue and disk agree while recording goes on already, and again when a disk comes back. @returns when they first do */
export function reconcileBehind(plan: Plan, memory: Memory, rooms: { recorder: Recorder; converter: Converter }): Promise<void> {
  const life = new AbortController();
  const first = Promise.withResolvers<void>();
  const done = untilAborted(life.signal);
  plan.rooms.defer(async () => {
    life.abort();
    await done;
  });
  return first.promise;

  async function untilAborted(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (memory.volume.isUsable) {
        await reconcile(plan, memory, rooms, signal);
        first.resolve();
      }
      await plan.diskIsBack.next(signal);
    }
    first.resolve();
  }
}

async function reconcile(
  { config, log, programs }: Plan,
  { catalogue, volume }: Memory,
  { recorder, converter }: { recorder: Recorder; converter: Converter },
  signal: AbortSignal,
): Promise<void> {
  try {
    await catalogue.reconcile({
      root: volume.root,
      timeZone: config.timeZone,
      probe: async (file, stop) => {
        const { durationMs, videoPackets, tracks } = await probeRecording(programs.ffprobe, file, stop);
        return { durationMs, videoPackets, videoCodec: tracks.find(({ kind }) => kind === 'video')?.codec };
      },
      containerOf: containerOfFile,
      isHollow,
      readHybrid,
      running: () => recorder.runningPaths(),
      isLeftover: (file) => isLeftover(path.basename(file)),
      volumeId: volume.id ?? undefined,
      acceptMissing: volume.wasReplaced,
      signal,
    });
  } catch (error) {
    log.error({ error: messageOf(error) }, 'catalogue and disk could not be made to agree');
  }
  converter.wake();
}
