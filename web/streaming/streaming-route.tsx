import { useConfig } from '../client/server.tsx';
import { StreamingPage } from './streaming-page.tsx';

/** The streaming page at its address. */
export function StreamingRoute() {
  return <StreamingPage config={useConfig()} />;
}
