import { useConfig } from '../client/server.tsx';
import { HealthPage } from './health-page.tsx';

/** `/health` */
export function HealthRoute() {
  return <HealthPage config={useConfig()} />;
}
