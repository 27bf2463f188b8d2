import { Link, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { StatusDot } from '../health/status-dot.tsx';
import { useText } from '../text/text.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { ROOMS, ROOMS_ON_PHONE } from './rooms.ts';
import { withTexts } from './with-texts.ts';

const MoreSheet = lazy(async () => ({ default: (await withTexts(import('./more-sheet.tsx'))).MoreSheet }));

const LOOK =
  'flex rounded-control text-muted transition-colors hover:bg-raised hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-accent';
const UPRIGHT = `${LOOK} flex-col items-center justify-center gap-1 text-center text-[11px] leading-3`;
const FLAT = `${LOOK} min-h-10 flex-row items-center gap-3 px-3 text-sm`;
const PIN_KEY = 'rail-pinned';

interface RailProps {
  readonly user: string;
  readonly onKeys: () => void;
  readonly onSignOut: () => void;
}

/** The way around on a desktop: a narrow rail at the left, or a wide one when it is pinned. */
export function Rail({ user, onKeys, onSignOut }: RailProps) {
  const { t } = useText();
  const [isPinned, setPinned] = useState(() => localStorage.getItem(PIN_KEY) === 'yes');
  const item = isPinned ? FLAT : `${UPRIGHT} min-h-[50px] shrink-0 px-0.5`;
  const pin = (): void => {
    localStorage.setItem(PIN_KEY, isPinned ? 'no' : 'yes');
    setPinned(!isPinned);
  };
  return (
    <header className={`flex shrink-0 flex-col border-r border-line bg-surface py-3 ${isPinned ? 'w-60 px-3' : 'w-16 px-0.5'}`}>
      <div className={`mb-3 flex shrink-0 items-center gap-3 ${isPinned ? 'px-3' : 'justify-center'}`}>
        <img src="/favicon.svg" alt={isPinned ? '' : t('app.name')} width={28} height={28} />
        {isPinned && <span className="text-base font-semibold">{t('app.name')}</span>}
      </div>
      <nav aria-label={t('app.navigation')} className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto">
        {ROOMS.map(({ to, icon, text }) => (
          <Link key={to} to={to} activeOptions={{ exact: false, includeSearch: false }} className={item}>
            <Icon name={icon} size={22} />
            {t(text)}
          </Link>
        ))}
      </nav>
      <div className="mt-2 flex shrink-0 flex-col gap-0.5">
        <StatusDot className={item} />
        <RailButton icon="keyboard" label={t('app.keys')} className={item} onClick={onKeys} />
        <RailButton icon="pin" label={t(isPinned ? 'app.unpin' : 'app.pin')} isOn={isPinned} className={item} onClick={pin} />
        <RailButton icon="signOut" label={t('app.signOut')} title={t('app.signedInAs', { user })} className={item} onClick={onSignOut} />
      </div>
    </header>
  );
}

interface RailButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly title?: string;
  readonly isOn?: boolean;
  readonly className: string;
  readonly onClick: () => void;
}

function RailButton({ icon, label, title, isOn, className, onClick }: RailButtonProps) {
  return (
    <button type="button" title={title} aria-pressed={isOn} onClick={onClick} className={className}>
      <Icon name={icon} size={22} />
      {label}
    </button>
  );
}

/** The way around on a phone: a bar at the bottom, under the thumb, with the rest behind "More". */
export function BottomBar({ user, onSignOut }: { user: string; onSignOut: () => void }) {
  const { t } = useText();
  const [isMore, setMore] = useState(false);
  const { pathname } = useLocation();
  const item = `${UPRIGHT} min-h-14 min-w-0 flex-1`;
  const isElsewhere = ROOMS.slice(ROOMS_ON_PHONE).some(({ to }) => pathname.startsWith(to));
  return (
    <>
      <nav aria-label={t('app.navigation')} className="flex border-t border-line bg-surface px-1 pb-[env(safe-area-inset-bottom)]">
        {ROOMS.slice(0, ROOMS_ON_PHONE).map(({ to, icon, text }) => (
          <Link key={to} to={to} activeOptions={{ exact: false, includeSearch: false }} className={item}>
            <Icon name={icon} size={22} />
            {t(text)}
          </Link>
        ))}
        <StatusDot className={item} />
        <button
          type="button"
          aria-haspopup="dialog"
          aria-current={isElsewhere ? 'page' : undefined}
          onClick={() => setMore(true)}
          className={item}
        >
          <Icon name="more" size={22} />
          {t('app.more')}
        </button>
      </nav>
      {isMore && (
        <Suspense>
          <MoreSheet user={user} onSignOut={onSignOut} onClose={() => setMore(false)} />
        </Suspense>
      )}
    </>
  );
}
