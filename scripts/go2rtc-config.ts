/** `npm run go2rtc-config`: prints the go2rtc.yaml that the next start would write, secrets masked. */
import { Hub } from '../src/hub/hub.ts';
import { Fatal } from '../src/lib/errors.ts';
import { readConfig } from '../src/read-config.ts';

try {
  const { hub, channels, secrets } = readConfig().config;
  const ports = { api: hub.apiPort, rtsp: hub.rtspPort, webrtc: hub.webrtcPort };
  process.stdout.write(Hub.maskedConfig({ channels, ports, candidates: hub.candidates }, secrets));
} catch (error) {
  if (!(error instanceof Fatal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
