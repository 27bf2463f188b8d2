import { useConfig } from '../client/server.tsx';
import { openLateTexts } from '../text/late.ts';
import { StreamingPage } from './streaming-page.tsx';

/** The streaming page at its address. */
export function StreamingRoute() {
  openLateTexts();
  return <StreamingPage config={useConfig()} />;
}
