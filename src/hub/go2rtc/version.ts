import { ProgramMissing } from '../../lib/errors.ts';

const OLDEST = [1, 9, 12] as const;

/** Versions before 1.9.12 lack the guards that our configuration relies on. @throws ProgramMissing */
export function demandVersion(version: string): void {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  const isOld = compare(parts, OLDEST) < 0;
  if (isOld) throw new ProgramMissing(`go2rtc ${version} is too old: Mini-NVR needs ${OLDEST.join('.')} or newer (GO2RTC_BIN, GO2RTC_URL)`);
}

function compare(version: readonly number[], oldest: readonly number[]): number {
  for (const [at, wanted] of oldest.entries()) {
    const difference = (version[at] ?? -1) - wanted;
    if (difference !== 0) return difference;
  }
  return 0;
}
