import { dateText } from '../text/format.ts';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { nearestDate } from './nearest-date.ts';

interface EmptyDayProps {
  /** Days with recordings, newest first. */
  readonly dates: readonly string[];
  readonly date: string;
  readonly onGo: (date: string) => void;
}

/** Stands in the picture's place on a day without recordings, and knows the way to one that has some. */
export function EmptyDay({ dates, date, onGo }: EmptyDayProps) {
  const { t, language } = useText();
  const nearest = nearestDate(dates, date, 'previous') ?? nearestDate(dates, date, 'next');
  const isFirst = dates.length === 0;
  return (
    <>
      <Icon name="recordings" size={32} className="text-muted" />
      <p className="font-medium">{t(isFirst ? 'recordings.noneYet' : 'recordings.none')}</p>
      <p className="max-w-md text-muted">{t(isFirst ? 'recordings.noneYetText' : 'recordings.noneText')}</p>
      {nearest && (
        <Button className="mt-2" onClick={() => onGo(nearest)}>
          {t('recordings.nearest', { day: dateText(nearest, language) })}
        </Button>
      )}
    </>
  );
}
