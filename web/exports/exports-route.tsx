import { useConfig } from '../client/server.tsx';
import { ExportsPage } from './exports-page.tsx';

/** `/exports` */
export function ExportsRoute() {
  return <ExportsPage config={useConfig()} />;
}
