import type { DeviceFacts, Profile } from './device-facts.ts';

/** One lens or input of a device with the streams to use. */
export interface FoundCamera {
  readonly main: Profile;
  /** The smaller stream for grids; null: there is none. */
  readonly sub: Profile | null;
}

/** Below it nobody recognises anything. */
const SMALLEST_SUB_WIDTH = 320;
/** A stream nearly as large as the main one saves nothing. */
const SUB_SHARE = 0.6;

/** The cameras of a device: one for each video source, recorded in its largest stream that can be recorded. */
export function camerasOf({ profiles }: DeviceFacts): FoundCamera[] {
  const usable = profiles.filter(isRecordable);
  const bySource = Map.groupBy(usable, ({ source }) => source);
  return [...bySource.values()].flatMap((streams) => {
    const [main, ...others] = streams.toSorted((a, b) => pixels(b) - pixels(a));
    return main ? [{ main, sub: subOf(main, others) }] : [];
  });
}

/** Whether go2rtc and ffmpeg can take it over without encoding it again. */
function isRecordable({ encoding }: Profile): boolean {
  return isH264(encoding) || isH265(encoding);
}

/** H.264, as ONVIF's two generations write it. */
function isH264(encoding: string | null): boolean {
  return /^h\.?264$/i.test(encoding ?? '');
}

/** H.265, also known as HEVC. */
export function isH265(encoding: string | null): boolean {
  return /^(?:h\.?265|hevc)$/i.test(encoding ?? '');
}

/** The smallest picture that still shows something; H.264 before H.265, because every browser plays it. */
function subOf(main: Profile, others: readonly Profile[]): Profile | null {
  const smaller = others.filter((each) => pixels(each) < pixels(main) * SUB_SHARE && (each.width ?? 0) >= SMALLEST_SUB_WIDTH);
  const [best] = smaller.toSorted((a, b) => Number(isH265(a.encoding)) - Number(isH265(b.encoding)) || pixels(a) - pixels(b));
  return best ?? null;
}

function pixels({ width, height }: Profile): number {
  return (width ?? 0) * (height ?? 0);
}
