import { Link } from '@tanstack/react-router';
import type { CameraHealth } from '#shared/health.ts';
import { type Text, useText } from '../text/text.ts';
import { dateText } from '../time/format.ts';
import { siteDay } from '../time/site-time.ts';

type Day = CameraHealth['coverage'][number];

/** A strip for each of the last days, as full as much was recorded; each leads to the recordings of its day. */
export function CoverageStrips({ camera, timeZone, isLarge = false }: { camera: CameraHealth; timeZone: string; isLarge?: boolean }) {
  const { t, language } = useText();
  return (
    <ul className="flex">
      {camera.coverage.map((day, index) => {
        const text = dayText(day, t, language);
        return (
          <li key={day.date} className={isLarge ? 'flex-1' : ''}>
            <Link
              to="/recordings"
              search={{ channels: `${camera.channel}`, t: new Date(siteDay(day.date, timeZone).from).toISOString().replace('.000', '') }}
              preload={false}
              aria-label={t('health.toDay', { camera: camera.name, day: text })}
              className={`group relative flex items-end justify-center rounded-tile hover:bg-raised ${isLarge ? 'h-12 w-full px-1 py-1' : 'h-9 w-6 p-1'}`}
            >
              <Strip percent={day.percent} />
              <span
                aria-hidden="true"
                className={`pointer-events-none absolute bottom-full z-10 mb-1 hidden rounded-control border border-strong bg-raised px-2 py-1 text-xs whitespace-nowrap text-ink shadow-raised group-hover:block group-focus-visible:block ${index < 4 && isLarge ? 'left-0' : 'right-0'}`}
              >
                {text}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

const HATCHED = 'bg-[repeating-linear-gradient(45deg,var(--color-danger)_0_2px,transparent_2px_5px)]';

/** What is missing is hatched as well as of another colour. */
function Strip({ percent }: { percent: number | null }) {
  if (percent === null) return <span className="h-full w-full rounded-[2px] border border-dashed border-strong opacity-60" />;
  const isWhole = percent >= 99.95;
  // a sliver stays visible on both sides: almost all is not all, and a little is not nothing
  const height = isWhole ? 100 : percent <= 0 ? 0 : Math.min(92, Math.max(8, percent));
  return (
    <span className={`flex h-full w-full flex-col justify-end overflow-hidden rounded-[2px] ${isWhole ? '' : HATCHED}`}>
      <span className="block w-full bg-recorded" style={{ height: `${height}%` }} />
    </span>
  );
}

function dayText({ date, percent }: Day, t: Text, language: string): string {
  const day = dateText(date, language).replace(/,? \d{4}$/, '');
  if (percent === null) return t('health.dayNone', { day });
  return t('health.day', {
    day,
    percent: new Intl.NumberFormat(language, { maximumFractionDigits: percent > 99 ? 2 : 1 }).format(percent),
  });
}
