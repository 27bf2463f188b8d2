import type { Alarm } from '#shared/alarms.ts';
import { TroubleReason } from '#shared/channel.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { VolumeState } from '#shared/storage.ts';
import { cameraName } from '../camera/camera-name.ts';
import type { Text } from '../text/text.ts';

/** What is wrong, in one sentence of the user's language, with the camera's name. */
export function alarmText({ kind, channel, reason }: Pick<Alarm, 'kind' | 'channel' | 'reason'>, config: ConfigAnswer, t: Text): string {
  const camera = channel === null ? '' : cameraName(channel, config);
  const text = t(`status.alarm.${kind}`, { camera });
  const why = reasonText(kind, reason, t);
  return why ? `${text}: ${why}` : text;
}

function reasonText(kind: Alarm['kind'], reason: string | null, t: Text): string | null {
  if (kind === 'camera_not_recorded') {
    const trouble = TroubleReason.safeParse(reason);
    return trouble.success ? t(`reason.${trouble.data}`) : null;
  }
  const volume = VolumeState.safeParse(reason);
  return kind === 'disk_failing' && volume.success ? t(`status.volume.${volume.data}`) : null;
}
