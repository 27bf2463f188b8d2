import type { StreamingRecord } from '#shared/youtube.ts';

/** Whether a record tells of something that was not as it should be; `slow_over` and `camera_back` say when it ended. */
export function isTrouble({ kind }: Pick<StreamingRecord, 'kind'>): boolean {
  return kind !== 'started' && kind !== 'rotated' && kind !== 'stopped';
}
