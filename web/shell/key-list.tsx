import { useLocation } from '@tanstack/react-router';
import { LIVE_KEYS } from '../live/keys.ts';
import { PLAYBACK_KEYS } from '../playback/keys.ts';
import { useText } from '../text/text.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SHELL_KEYS } from './keys.ts';

type Keys = readonly (typeof SHELL_KEYS | typeof LIVE_KEYS | typeof PLAYBACK_KEYS)[number][];

/** Every key of the screen one is on, and those that work everywhere. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const { pathname } = useLocation();
  const here = keysOf(pathname);
  const everywhere = SHELL_KEYS.filter(({ keys }) => !here?.keys.some((other) => other.keys.join() === keys.join()));
  return (
    <Dialog title={t('app.keys')} onClose={onClose} isWide>
      {here && <Part title={t(here.title)} keys={here.keys} />}
      <Part title={t('app.keysEverywhere')} keys={everywhere} />
    </Dialog>
  );
}

function keysOf(pathname: string): { title: 'app.live' | 'app.recordings'; keys: Keys } | null {
  if (pathname === '/live') return { title: 'app.live', keys: LIVE_KEYS };
  return pathname.startsWith('/recordings') ? { title: 'app.recordings', keys: PLAYBACK_KEYS } : null;
}

function Part({ title, keys }: { title: string; keys: Keys }) {
  const { t } = useText();
  return (
    <section className="mb-4 last:mb-0">
      <h3 className="mb-1 font-medium text-muted">{title}</h3>
      <dl className="gap-x-10 sm:columns-2">
        {keys.map(({ keys: names, text }) => (
          <div key={text} className="flex min-h-10 break-inside-avoid items-center gap-3 border-b border-line py-1">
            <dt className="flex w-28 shrink-0 flex-wrap gap-1">
              {names.map((name) => (
                <kbd
                  key={name}
                  className="min-w-7 rounded-tile border border-strong bg-surface px-1.5 py-0.5 text-center font-sans text-xs"
                >
                  {name}
                </kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
