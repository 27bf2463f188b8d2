import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { chooseTheme, currentTheme, type Theme } from '../ui/theme.ts';
import { ROOMS, ROOMS_ON_PHONE } from './rooms.ts';

interface MoreSheetProps {
  readonly user: string;
  readonly onSignOut: () => void;
  readonly onClose: () => void;
}

const THEMES: readonly Theme[] = ['dark', 'light', 'system'];

/** On a phone: the rooms that have no place in the bar, the look, and the way out. */
export function MoreSheet({ user, onSignOut, onClose }: MoreSheetProps) {
  const { t } = useText();
  const [theme, setTheme] = useState(currentTheme);
  const onTheme = (chosen: Theme): void => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <Dialog title={t('app.more')} onClose={onClose}>
      <nav aria-label={t('app.moreNavigation')} className="-mx-2 flex flex-col">
        {ROOMS.slice(ROOMS_ON_PHONE).map(({ to, icon, text }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: false, includeSearch: false }}
            onClick={onClose}
            className="flex min-h-12 items-center gap-4 rounded-control px-2 text-base hover:bg-surface aria-[current=page]:text-accent"
          >
            <Icon name={icon} size={22} />
            {t(text)}
          </Link>
        ))}
      </nav>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
        <span aria-hidden="true">{t('settings.theme')}</span>
        <Choice
          label={t('settings.theme')}
          value={theme}
          options={THEMES.map((value) => ({ value, label: t(`settings.${value}`) }))}
          onChange={onTheme}
        />
      </div>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
        <span className="min-w-0 truncate text-muted">{t('app.signedInAs', { user })}</span>
        <Button icon="signOut" onClick={onSignOut}>
          {t('app.signOut')}
        </Button>
      </div>
    </Dialog>
  );
}
