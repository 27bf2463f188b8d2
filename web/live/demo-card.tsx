import { useState } from 'react';
import { useText } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { copyText } from '../ui/save-file.ts';
import { useToasts } from '../ui/toasts.tsx';

const LINES = `# a DVR or NVR with several channels
DVR_IP=192.168.1.20
DVR_USER=admin
DVR_PASS=your password
NUM_CHANNELS=4

# or cameras one by one
CAMERA_1_NAME=Front door
CAMERA_1_URL=rtsp://admin:password@192.168.1.21:554/stream1
`;

const KEY = 'demo-card-hidden';

/** Says that the cameras are synthetic and how to put in one's own. */
export function DemoCard() {
  const { t } = useText();
  const toasts = useToasts();
  const [isHidden, setHidden] = useState(() => sessionStorage.getItem(KEY) !== null);
  if (isHidden) return null;
  const hide = (): void => {
    sessionStorage.setItem(KEY, 'yes');
    setHidden(true);
  };
  const copy = async (): Promise<void> => {
    await copyText(LINES);
    toasts.say(t('demo.copied'));
  };
  return (
    <details className="group mb-4 rounded-card border border-line bg-surface" open={innerWidth >= 1024 && innerHeight >= 800}>
      <summary className="flex min-h-11 list-none items-center gap-3 rounded-card px-4 font-medium">
        <Icon name="live" className="text-accent" />
        {t('demo.title')}
        <Icon name="down" size={16} className="ml-auto text-muted transition-transform group-open:rotate-180" />
      </summary>
      <div className="grid gap-4 px-4 pb-4 lg:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
        <div>
          <p className="text-muted">{t('demo.text')}</p>
          <div className="mt-3 flex flex-wrap gap-2">
            <Button icon="copy" onClick={() => void copy()}>
              {t('app.copy')}
            </Button>
            <Button tone="quiet" onClick={hide}>
              {t('demo.hide')}
            </Button>
          </div>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a phone, so the keyboard must reach it */}
        <pre tabIndex={0} className="overflow-x-auto rounded-control bg-bg p-3 font-mono text-xs select-all">
          {LINES}
        </pre>
      </div>
    </details>
  );
}
