import { DemoCameras } from '../demo/demo.ts';
import { findGo2rtc, Hub } from '../hub/hub.ts';
import { messageOf } from '../lib/errors.ts';
import type { Common } from './common.ts';
import type { Storage } from './storage.ts';

/** Opens the hub, with demo cameras behind it when none is configured. @throws PortTaken, ProgramMissing */
export async function openHub(common: Common, { catalogue }: Storage): Promise<Hub> {
  const { config, log, clock, rooms, signals, viewers, channels } = common;
  if (config.demo) await startDemo(common);
  const { apiPort: api, rtspPort: rtsp, webrtcPort: webrtc, configDir, url: elsewhere, ...shared } = config.hub;
  const hub = await Hub.start({
    ...shared,
    channels: () => channels.current(),
    ports: { api, rtsp, webrtc },
    elsewhere,
    binary: config.programs.go2rtc,
    folder: config.dataDir,
    configFolder: configDir ?? config.dataDir,
    clock,
    log: log.child({ room: 'hub' }),
    note: (event) => catalogue.note(event),
    onUp: () => signals.hubUp.tell(),
    onLost: (channel) => signals.cameraLost.tell(channel),
    onState: (state) =>
      void catalogue
        .cameraState(state)
        .catch((error: unknown) => log.error({ error: messageOf(error) }, 'cannot save the state of a camera')),
    onHeavy: (isHeavy) => (isHeavy ? viewers.shut() : viewers.reopen()),
  });
  rooms.use(hub);
  const changed = (channel: number): Promise<void> => hub.channelChanged(channel);
  channels.join({ needs: ({ url, subUrl }) => ({ url, subUrl }), leave: changed, take: ({ channel }) => changed(channel) });
  return hub;
}

async function startDemo({ channels, config, log, clock, rooms, programs: { ffmpeg }, announce }: Common): Promise<void> {
  const go2rtc = await findGo2rtc(config.programs.go2rtc);
  const cameras = rooms.use(await DemoCameras.start({ go2rtc, ffmpeg, folder: config.dataDir, clock, log: log.child({ room: 'demo' }) }));
  announce('No camera is configured: two demo cameras play. Copy .env.example to .env and put yours in.');
  for (const channel of cameras.channels(channels.current())) await channels.set(channel);
}
