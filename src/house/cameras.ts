import type { Catalogue } from '../catalogue/catalogue.ts';
import { DEMO_CAMERAS, DemoCameras } from '../demo/demo.ts';
import { findGo2rtc, Hub, type HubChannel, type HubOptions } from '../hub/hub.ts';
import { messageOf } from '../lib/errors.ts';
import type { Plan } from './plan.ts';

/** Opens the hub, with demo cameras behind it when none is configured. @throws PortTaken, ProgramMissing */
export async function openHub(plan: Plan, catalogue: Catalogue): Promise<Hub> {
  const { config, log, clock, rooms } = plan;
  const channels = config.demo ? await demoChannels(plan) : config.channels;
  const hub = await Hub.start({
    channels,
    ports: { api: config.hub.apiPort, rtsp: config.hub.rtspPort, webrtc: config.hub.webrtcPort },
    relay: config.hub.relay,
    candidates: config.hub.candidates,
    elsewhere: config.hub.url,
    binary: config.programs.go2rtc,
    folder: config.dataDir,
    configFolder: config.hub.configDir ?? config.dataDir,
    clock,
    log: log.child({ room: 'hub' }),
    ...hubBells(plan, catalogue),
  });
  return rooms.use(hub);
}

/** Who is told what the hub notices. */
function hubBells(
  { log, bells, viewers }: Plan,
  catalogue: Catalogue,
): Pick<HubOptions, 'onUp' | 'onDown' | 'onLost' | 'onState' | 'onHeavy'> {
  let wasDown = false;
  const noted = (writing: Promise<unknown>): void =>
    void writing.catch((error: unknown) => log.error({ error: messageOf(error) }, 'what the hub tells is not noted'));
  return {
    onUp: () => {
      if (wasDown) noted(catalogue.addEvent({ kind: 'hub_back', text: 'go2rtc is back' }));
      wasDown = false;
      bells.recorder?.wake();
      bells.streamer?.wake();
    },
    onDown: (reason) => {
      if (!wasDown) noted(catalogue.addEvent({ kind: 'hub_down', text: `go2rtc is down: ${reason}` }));
      wasDown = true;
    },
    onLost: (channel) => {
      viewers.kick(channel); // one that holds on would keep the hub in its own, slower and slower retries
      bells.recorder?.lost(channel);
      bells.streamer?.lost(channel);
    },
    onState: (state) => noted(catalogue.cameraState(state)),
    onHeavy: (isHeavy) => (isHeavy ? viewers.shut() : viewers.reopen()),
  };
}

async function demoChannels({ config, log, clock, rooms, programs, announce }: Plan): Promise<HubChannel[]> {
  const go2rtc = await findGo2rtc(config.programs.go2rtc);
  const options = { go2rtc, ffmpeg: programs.ffmpeg, folder: config.dataDir, clock, log: log.child({ room: 'demo' }) };
  const cameras = rooms.use(await DemoCameras.start(options));
  announce('No camera is configured: two demo cameras play. Copy .env.example to .env and put yours in.');
  return config.channels.slice(0, DEMO_CAMERAS).map((entry, index) => ({ ...entry, url: cameras.url(index + 1) }));
}
