import { Link } from '@tanstack/react-router';
import { StatusDot } from '../health/status-dot.tsx';
import { useText } from '../text/text.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

const ROOMS = [
  { to: '/live', icon: 'live', text: 'app.live' },
  { to: '/recordings', icon: 'recordings', text: 'app.recordings' },
  { to: '/storage', icon: 'storage', text: 'app.storage' },
  { to: '/streaming', icon: 'streaming', text: 'app.streaming' },
  { to: '/settings', icon: 'settings', text: 'app.settings' },
] as const satisfies readonly { to: string; icon: IconName; text: string }[];

const item =
  'flex flex-col items-center justify-center gap-0.5 rounded-control text-xs text-muted transition-colors hover:bg-raised hover:text-ink aria-[current=page]:text-accent aria-[current=page]:font-medium';

/** The way around on a desktop: a rail at the left. */
export function Rail({ user, onSignOut }: { user: string; onSignOut: () => void }) {
  const { t } = useText();
  return (
    <header className="flex w-[84px] shrink-0 flex-col items-stretch border-r border-line bg-surface px-1.5 py-3">
      <img src="/favicon.svg" alt={t('app.name')} width={32} height={32} className="mx-auto mb-4" />
      <nav aria-label={t('app.navigation')} className="flex flex-col gap-1">
        {ROOMS.map(({ to, icon, text }) => (
          <Link key={to} to={to} activeOptions={{ exact: false, includeSearch: false }} className={`${item} min-h-14`}>
            <Icon name={icon} size={22} />
            {t(text)}
          </Link>
        ))}
      </nav>
      <div className="mt-auto flex flex-col items-stretch gap-1">
        <StatusDot className={`${item} min-h-14`} />
        <button type="button" onClick={onSignOut} title={t('app.signedInAs', { user })} className={`${item} min-h-14`}>
          <Icon name="signOut" size={22} />
          {t('app.signOut')}
        </button>
      </div>
    </header>
  );
}

/** The way around on a phone: a bar at the bottom, under the thumb. */
export function BottomBar() {
  const { t } = useText();
  return (
    <nav aria-label={t('app.navigation')} className="flex border-t border-line bg-surface px-1 pb-[env(safe-area-inset-bottom)]">
      {ROOMS.map(({ to, icon, text }) => (
        <Link key={to} to={to} activeOptions={{ exact: false, includeSearch: false }} className={`${item} min-h-14 flex-1`}>
          <Icon name={icon} size={22} />
          {t(text)}
        </Link>
      ))}
      <StatusDot className={`${item} min-h-14 flex-1`} />
    </nav>
  );
}
