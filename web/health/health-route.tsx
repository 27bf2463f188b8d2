import { useText } from '../text/text.ts';
import { Page } from '../ui/page.tsx';

/** `/health` */
export function HealthRoute() {
  const { t } = useText();
  return <Page title={t('app.health')}>{null}</Page>;
}
