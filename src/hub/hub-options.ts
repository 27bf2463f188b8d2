import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/log.ts';
import type { HubChannel } from './go2rtc-config.ts';
import type { StreamState } from './stream-watch.ts';

/** Where go2rtc listens. */
export interface HubPorts {
  readonly api: number;
  readonly rtsp: number;
  readonly webrtc: number;
}

/** What the hub is started with. */
export interface HubOptions {
  readonly channels: readonly HubChannel[];
  readonly ports: HubPorts;
  readonly candidates: readonly string[];
  /** A go2rtc that runs elsewhere; null: our own. */
  readonly elsewhere: URL | null;
  /** GO2RTC_BIN; null: the packaged one. */
  readonly binary: string | null;
  /** Where its password is kept. */
  readonly folder: string;
  /** Where `go2rtc.yaml` is written, when not there too. */
  readonly configFolder?: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onUp?: () => void;
  readonly onDown?: (reason: string) => void;
  /** A camera's connection broke: whoever reads it should let go and come again. */
  readonly onLost?: (channel: number) => void;
  readonly onState?: (state: StreamState) => void;
}
