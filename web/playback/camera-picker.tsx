import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';

interface CameraPickerProps {
  readonly cameras: ConfigAnswer['channels'];
  readonly value: number;
  readonly onChange: (channel: number) => void;
}

/** Which camera's recordings. */
export function CameraPicker({ cameras, value, onChange }: CameraPickerProps) {
  const { t } = useText();
  return (
    <select
      aria-label={t('recordings.camera')}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
      className="min-h-10 min-w-0 max-w-64 flex-1 truncate rounded-control border border-strong bg-surface pl-3 pr-1 hover:bg-raised touch:min-h-12"
    >
      {cameras.map(({ channel, name }) => (
        <option key={channel} value={channel}>
          {name}
        </option>
      ))}
    </select>
  );
}
