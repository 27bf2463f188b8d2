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

/** Starts a recording of every channel that is to be recorded, and ends it when it no longer is. */
export function startRecorder(common: Common, { catalogue, volume }: Storage, hub: Hub, converter: Converter): Recorder {
  const { channels, config, log, clock, rooms, programs, pulse, signals, viewers } = common;
  const { segmentMs, timeZone } = config;
  const intake = new SegmentIntake({ catalogue, clock, log: log.child({ room: 'catalogue' }) });
  const shared = { root: volume.root, segmentMs, timeZone, ffmpeg: programs.ffmpeg, clock, log: log.child({ room: 'recorder' }) };
  const recorder = new Recorder({
    ...shared,
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
  channels.join({ needs: ({ url }) => url, leave: (channel) => pulse.forget(channel) });
  channels.join({
    needs: ({ url, record }) => ({ url, record }),
    leave: (channel) => recorder.end(channel, 'The camera is being changed'),
    take: ({ channel, record }) => (record ? recorder.begin(channel) : recorder.end(channel, 'Recording is switched off in .env')),
  });
  return recorder;
}
