import type { Notice } from '#shared/events.ts';
import type { Setting } from '#shared/settings.ts';
import type { LiveViewers } from '../api/api.ts';
import type { ChannelList } from '../channels/channels.ts';
import type { Cleaned } from '../cleanup/cleanup.ts';
import type { Config, Supervisor } from '../config/config.ts';
import type { CameraPulse } from '../health/health.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/log.ts';
import type { MediaPrograms } from '../lib/process/programs.ts';
import type { Redactor } from '../lib/redact.ts';
import { Signal } from '../lib/signal.ts';

/** What the house is opened with beside its configuration. */
export interface HouseOptions {
  readonly log: Logger;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Prints a line for the person who started it. */
  readonly announce: (line: string) => void;
  /** What keeps this process running. */
  readonly supervisor: Supervisor;
  /** Every variable, for people to see. */
  readonly settings: readonly Setting[];
}

/** What a room tells those that are opened after it. */
export class Signals {
  /** Browsers should hear of it at once. */
  readonly notices = new Signal<Notice>();
  /** go2rtc answers, for the first time or again. */
  readonly hubUp = new Signal();
  /** The hub lost this camera's connection. */
  readonly cameraLost = new Signal<number>();
  readonly diskChanged = new Signal();
  readonly segmentClosed = new Signal();
  readonly cleaned = new Signal<Cleaned>();
}

/** What every room is opened with. */
export interface Common extends HouseOptions {
  /** Without the cameras, which come and go. */
  readonly config: Omit<Config, 'channels'>;
  readonly channels: ChannelList;
  readonly programs: MediaPrograms;
  /** Closes what has been opened, last first. */
  readonly rooms: AsyncDisposableStack;
  readonly signals: Signals;
  readonly viewers: LiveViewers;
  /** Counts what the recorders tell. */
  readonly pulse: CameraPulse;
}
