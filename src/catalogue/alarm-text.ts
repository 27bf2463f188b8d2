import type { AlarmKind } from '#shared/alarms.ts';
import type { AlarmFacts } from '#shared/event-data.ts';

/** What is wrong, for programs; the words come from it. */
export interface AlarmTold extends AlarmFacts {
  readonly kind: AlarmKind;
  readonly channel: number | null;
  readonly reason: string | null;
}

interface Sentences {
  readonly begins: (alarm: AlarmTold) => string;
  readonly ends: (alarm: AlarmTold) => string;
}

const SENTENCES: Readonly<Record<AlarmKind, Sentences>> = {
  camera_not_recorded: {
    begins: (alarm) => `${cameraOf(alarm)} ${alarm.hasRecorded ? 'is not being' : 'has not yet been'} recorded${because(alarm)}`,
    ends: (alarm) =>
      `${cameraOf(alarm)} is ${alarm.isUnwanted ? 'not to be recorded any more' : `being recorded${alarm.hasRecorded ? ' again' : ''}`}`,
  },
  disk_low: { begins: diskText, ends: () => 'The recording disk has room again' },
  disk_failing: { begins: diskText, ends: () => 'The recording disk can be written again' },
  hub_down: { begins: (alarm) => `go2rtc is down${because(alarm)}`, ends: () => 'go2rtc is back' },
  streaming_failing: {
    begins: (alarm) => `Camera ${alarm.streamed} is ${isSlow(alarm) ? 'streamed with pictures missing' : 'not streamed'}${because(alarm)}`,
    ends: (alarm) => `Camera ${alarm.streamed} is streamed ${isSlow(alarm) ? 'whole ' : ''}again, or streaming was stopped`,
  },
  memory_high: {
    begins: ({ bytes = 0 }) => `Mini-NVR itself takes ${Math.round(bytes / 1e6)} MB of memory, which is far more than it needs`,
    ends: () => 'Mini-NVR takes no more memory than it needs',
  },
  test: { begins: () => 'This is a test alarm: nothing is wrong', ends: () => 'The test alarm is over' },
};

/** An alarm in one English sentence, when it begins and when it is over. */
export function alarmText(alarm: AlarmTold, isOver = false): string {
  return SENTENCES[alarm.kind][isOver ? 'ends' : 'begins'](alarm);
}

function cameraOf({ channel, name }: AlarmTold): string {
  const plain = `Camera ${channel}`;
  return name === undefined || name === plain ? plain : `${plain} (${name})`;
}

function diskText({ said }: AlarmTold): string {
  return said ?? 'The recording disk is not well';
}

function isSlow({ reason }: AlarmTold): boolean {
  return reason === 'upload_slow';
}

function because({ said }: AlarmTold): string {
  return said ? `: ${said}` : '';
}
