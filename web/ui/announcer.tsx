import { useEffect, useState } from 'react';

const AT_MOST_EVERY_MS = 1000;

/** Reads a changing text aloud, at most once a second, for those who do not see it. */
export function Announcer({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), AT_MOST_EVERY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}
