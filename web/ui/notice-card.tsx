import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface NoticeCardProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** It is all there is on the page, so its title is the page's heading. */
  readonly isPage?: boolean;
  /** An error is announced at once. */
  readonly isError?: boolean;
}

/** What stands where content is missing: nothing there yet, or something went wrong. Says why and what to do. */
export function NoticeCard({ icon, title, children, actions, isPage = false, isError = false }: NoticeCardProps) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div role={isError ? 'alert' : undefined} className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-12 text-center">
      <Icon name={icon} size={36} className={isError ? 'text-danger' : 'text-muted'} />
      <Heading className="text-base font-semibold">{title}</Heading>
      {children && <div className="text-muted">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
