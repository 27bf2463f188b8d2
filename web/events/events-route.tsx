import { useText } from '../text/text.ts';
import { Page } from '../ui/page.tsx';

/** `/events` */
export function EventsRoute() {
  const { t } = useText();
  return <Page title={t('app.events')}>{null}</Page>;
}
