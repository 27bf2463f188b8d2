import { useText } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';

interface WallPagesProps {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

/** Where one is among the pages of the wall, and the way to the others. */
export function WallPages({ page, pages, onPage }: WallPagesProps) {
  const { t } = useText();
  if (pages < 2) return null;
  return (
    <nav aria-label={t('live.pages')} className="mt-2 flex items-center justify-center">
      <IconButton icon="left" label={t('live.previousPage')} disabled={page === 1} onClick={() => onPage(page - 1)} />
      {Array.from({ length: pages }, (_, index) => index + 1).map((number) => (
        <button
          key={number}
          type="button"
          aria-label={t('live.page', { page: number, pages })}
          aria-current={number === page ? 'page' : undefined}
          onClick={() => onPage(number)}
          className="group grid size-10 place-items-center rounded-control touch:size-12"
        >
          <span className="size-2.5 rounded-full border border-strong transition-colors group-hover:bg-strong group-aria-[current=page]:border-accent group-aria-[current=page]:bg-accent" />
        </button>
      ))}
      <IconButton icon="right" label={t('live.nextPage')} disabled={page === pages} onClick={() => onPage(page + 1)} />
    </nav>
  );
}
