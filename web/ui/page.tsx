import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** On a phone the heading gives its room to what is beside it; it is still read aloud. */
  readonly isTitleQuiet?: boolean;
  /** Reading pages are narrow; the others take all the room there is. */
  readonly isNarrow?: boolean;
}

/** A screen with its heading. */
export function Page({ title, aside, children, isNarrow = false, isTitleQuiet = false }: PageProps) {
  return (
    <div className={`mx-auto w-full px-4 pt-4 pb-8 md:px-6 md:pt-6 ${isNarrow ? 'max-w-4xl' : 'max-w-[1800px]'}`}>
      <header className="mb-4 flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className={`text-xl font-semibold ${isTitleQuiet ? 'max-sm:sr-only' : ''}`}>{title}</h1>
        {aside}
      </header>
      {children}
    </div>
  );
}

/** A framed part of a page. */
export function Card({ title, children, className = '' }: { title?: string; children: ReactNode; className?: string }) {
  return (
    <section className={`rounded-card border border-line bg-surface p-4 md:p-5 ${className}`}>
      {title && <h2 className="mb-3 text-base font-semibold">{title}</h2>}
      {children}
    </section>
  );
}
