import { type ReactNode, useEffect, useState } from 'react';

/** A grey shape of the final size, while its content is on the way. */
export function Skeleton({ className = '' }: { className?: string }) {
  return <div aria-hidden="true" className={`animate-breathe rounded-control bg-line ${className}`} />;
}

interface LoadingProps {
  readonly label: string;
  /** Said when it takes long. */
  readonly longLabel: string;
  /** Skeletons of what is to come. */
  readonly children: ReactNode;
}

const NOTHING_BEFORE_MS = 150;
const LONG_AFTER_MS = 8000;

/** Shows skeletons while something loads: nothing at first, because most answers come at once, and an explanation when it takes long. */
export function Loading({ label, longLabel, children }: LoadingProps) {
  const [stage, setStage] = useState<'hidden' | 'shown' | 'long'>('hidden');
  useEffect(() => {
    const timers = [setTimeout(() => setStage('shown'), NOTHING_BEFORE_MS), setTimeout(() => setStage('long'), LONG_AFTER_MS)];
    return () => timers.forEach(clearTimeout);
  }, []);

  return (
    <div role="status" className={stage === 'hidden' ? 'invisible' : ''}>
      <span className={stage === 'long' ? 'block py-3 text-center text-muted' : 'sr-only'}>{stage === 'long' ? longLabel : label}</span>
      {children}
    </div>
  );
}
