import { SegmentIntake } from '../catalogue/catalogue.ts';
import { Converter } from '../converter/converter.ts';
import type { Hub } from '../hub/hub.ts';
import { Recorder } from '../recorder/recorder.ts';
import type { Common } from './common.ts';
import type { Storage } from './storage.ts';

/** Starts what turns closed MKV segments into MP4. */
export function startConverter({ config, log, clock, programs, rooms }: Common, { catalogue, volume }: Storage): Converter {
  const { video, segmentMs } = config;
  const options = { root: volume.root, shelf: catalogue, programs, video, segmentMs, clock, log: log.child({ room: 'converter' }) };
  return rooms.use(Converter.start(options));
}

/** Starts a recording of every channel that is to be recorded. */
export async function startRecorder(common: Common, { catalogue, volume }: Storage, hub: Hub, converter: Converter): Promise<Recorder> {
  const { config, log, clock, rooms, programs, pulse, signals, viewers } = common;
  const { channels, segmentMs, timeZone } = config;
  const off = { phase: 'off', reason: 'disabled', detail: 'Recording is switched off in .env', nextTryAt: null } as const;
  for (const { channel, record } of channels) if (!record) await catalogue.recordingState({ channel, ...off });
  const intake = new SegmentIntake({ catalogue, clock, log: log.child({ room: 'catalogue' }) });
  const shared = { root: volume.root, segmentMs, timeZone, ffmpeg: programs.ffmpeg, clock, log: log.child({ room: 'recorder' }) };
  const recorder = Recorder.start({
    ...shared,
    channels: channels.filter(({ record }) => record).map(({ channel }) => channel),
    sourceOf: (channel) => hub.relayUrl(channel, 'main'),
    knock: (channel, signal) => hub.knock(channel, 'main', signal),
    demandVolume: () => volume.demandUsable(),
    note: (event) => catalogue.note(event),
    onFrames: (channel, count) => pulse.frames(channel, count),
    onTrack: (channel, track) => pulse.track(channel, track),
    onSound: (channel, leftOut) => pulse.sound(channel, leftOut),
    onOpened: (segment) => intake.opened(segment),
    onClosed: async (segment) => {
      pulse.closed(segment);
      await intake.closed(segment);
      converter.wake();
      signals.segmentClosed.tell();
    },
    onState: async (state) => {
      pulse.phase(state.channel, state.phase);
      viewers.recordingState(state);
      await catalogue.recordingState(state);
    },
  });
  rooms.use(recorder);
  rooms.use(intake); // it closes before the recorder, whose last segments it takes all the same
  return recorder;
}
