import { useText } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import type { IconName } from '../ui/icon.tsx';
import { useMedia } from '../ui/use-media.ts';
import { WALL_LAYOUTS, type WallLayout } from './wall-layout.ts';

interface WallBarProps {
  readonly layout: WallLayout;
  readonly onLayout: (layout: WallLayout) => void;
  readonly isArranged: boolean;
  readonly onArrange: () => void;
  readonly isSaving: boolean;
  readonly onSave: (isSaving: boolean) => void;
  readonly isFull: boolean;
  readonly onFullScreen: () => void;
  readonly onKiosk: () => void;
}

/** How the wall is divided, and what can be done with it. */
export function WallBar(props: WallBarProps) {
  const { t } = useText();
  return (
    <div className="mb-2 flex min-h-10 items-center gap-1 md:mb-3">
      <LayoutChoice layout={props.layout} onLayout={props.onLayout} />
      <div className="ml-auto flex">
        <Switch icon="saver" label={t('live.saver')} isOn={props.isSaving} onClick={() => props.onSave(!props.isSaving)} />
        <Switch icon="arrange" label={t('live.arrange')} isOn={props.isArranged} onClick={props.onArrange} />
        <IconButton
          icon={props.isFull ? 'reduce' : 'enlarge'}
          label={t(props.isFull ? 'live.leaveFullScreen' : 'live.wallFullScreen')}
          onClick={props.onFullScreen}
        />
        <IconButton icon="kiosk" label={t('live.kiosk')} onClick={props.onKiosk} />
      </div>
    </div>
  );
}

function Switch({ icon, label, isOn, onClick }: { icon: IconName; label: string; isOn: boolean; onClick: () => void }) {
  return <IconButton icon={icon} label={label} aria-pressed={isOn} className={isOn ? 'bg-raised text-accent' : ''} onClick={onClick} />;
}

function LayoutChoice({ layout, onLayout }: Pick<WallBarProps, 'layout' | 'onLayout'>) {
  const { t } = useText();
  const isWide = useMedia('(min-width: 768px)');
  const label = t('live.layout');
  const options = WALL_LAYOUTS.map((value) => ({
    value,
    label: value === 'auto' ? t('live.layoutAuto') : value.replace('x', ' × ').replace('+', ' + '),
  }));
  if (isWide) return <Choice label={label} value={layout} options={options} onChange={onLayout} />;
  return (
    <select
      aria-label={label}
      value={layout}
      onChange={({ target }) => onLayout(options.find(({ value }) => value === target.value)?.value ?? 'auto')}
      className="min-h-10 rounded-control border border-strong bg-surface px-3 touch:min-h-12"
    >
      {options.map(({ value, label: name }) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  );
}
