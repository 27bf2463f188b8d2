import { useText } from '../text/text.ts';
import { Page } from '../ui/page.tsx';

/** `/exports` */
export function ExportsRoute() {
  const { t } = useText();
  return <Page title={t('app.exports')}>{null}</Page>;
}
