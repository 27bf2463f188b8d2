import type { EventTold } from '#shared/event-data.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/log.ts';
import type { HubChannel } from './go2rtc/go2rtc-config.ts';
import type { StreamState } from './stream-watch.ts';

/** Where go2rtc listens, and our relay before it. */
export interface HubPorts {
  readonly api: number;
  /** Of the relay that other programs read; of go2rtc itself where that has a configuration of its own. */
  readonly rtsp: number;
  readonly webrtc: number;
}

/** The RTSP relay for other programs. */
export interface RelayAccess {
  /** The address it listens on. */
  readonly host: string;
  readonly user: string | null;
  /** Null: one is made, and kept in `folder`. */
  readonly password: string | null;
}

/** What the hub is started with. */
export interface HubOptions {
  /** Those there are now. */
  readonly channels: () => readonly HubChannel[];
  readonly ports: HubPorts;
  readonly relay: RelayAccess;
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
  readonly note?: (event: EventTold) => void;
  readonly onUp?: () => void;
  /** A camera's connection broke: whoever reads it should let go and come again. */
  readonly onLost?: (channel: number) => void;
  readonly onState?: (state: StreamState) => void;
  /** go2rtc takes too much memory, or no longer does: viewers should go, and may come again. */
  readonly onHeavy?: (isHeavy: boolean) => void;
}
