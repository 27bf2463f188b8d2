import type { StorageHistoryAnswer } from '#shared/storage.ts';
import { sizeText } from '../text/size-text.ts';
import { type Text, useText } from '../text/text.ts';
import { dateText } from '../time/format.ts';
import { type RemovedDay, removedDays } from './removed-days.ts';

/** What cleanup deleted, day by day, and which limit wanted it. */
export function RemovedTable({ history, timeZone }: { history: StorageHistoryAnswer; timeZone: string }) {
  const { t, language } = useText();
  const days = removedDays(history, timeZone);
  if (days.length === 0) return <p className="text-muted">{t('storage.removedNone')}</p>;
  return (
    <>
      <p className="mb-2 text-xs text-muted">{t('storage.removedText')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div tabIndex={0} className="max-h-80 overflow-y-auto">
        <table className="w-full">
          <thead className="text-left text-xs text-muted">
            <tr>
              <th className="pb-2 font-normal">{t('storage.day')}</th>
              <th className="pb-2 font-normal">{t('storage.why')}</th>
              <th className="pb-2 text-right font-normal">{t('storage.recordings')}</th>
              <th className="pb-2 text-right font-normal">{t('storage.size')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.date} className="border-t border-line">
                <th scope="row" className="py-2 pr-4 text-left font-medium">
                  {dateText(day.date, language)}
                </th>
                <td className="pr-4 text-muted">{causesText(day, t)}</td>
                <td className="text-right">{day.segments}</td>
                <td className="pl-4 text-right">{sizeText(day.bytes, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function causesText({ age, storage, free }: RemovedDay, t: Text): string {
  const causes = [
    { count: storage, cause: t('storage.limitReached') },
    { count: age, cause: t('storage.age') },
    { count: free, cause: t('storage.diskLow') },
  ].filter(({ count }) => count > 0);
  const [only] = causes;
  if (only && causes.length === 1) return only.cause;
  return causes.map(({ count, cause }) => t('storage.causeCount', { count, cause })).join(', ');
}
