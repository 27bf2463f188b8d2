import { type ReactNode, useEffect, useState } from 'react';
import { useText } from '../text/text.ts';

/** A grey shape of the final size, while its content is on the way. */
export function Skeleton({ className = '' }: { className?: string }) {
  return <div aria-hidden="true" className={`animate-breathe rounded-control bg-line ${className}`} />;
}

const NOTHING_BEFORE_MS = 150;
const LONG_AFTER_MS = 8000;

/** Shows skeletons while something loads: nothing at first, because most answers come at once, and an explanation when it takes long. */
export function Loading({ children }: { children: ReactNode }) {
  const { t } = useText();
  const [stage, setStage] = useState<'hidden' | 'shown' | 'long'>('hidden');
  useEffect(() => {
    const timers = [setTimeout(() => setStage('shown'), NOTHING_BEFORE_MS), setTimeout(() => setStage('long'), LONG_AFTER_MS)];
    return () => timers.forEach(clearTimeout);
  }, []);

  return (
    <div role="status" className={stage === 'hidden' ? 'invisible' : ''}>
      <span className={stage === 'long' ? 'block py-3 text-center text-muted' : 'sr-only'}>
        {t(stage === 'long' ? 'app.stillLoading' : 'app.loading')}
      </span>
      {children}
    </div>
  );
}
