import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface NoticeCardProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** An error is announced at once. */
  readonly isError?: boolean;
}

/** What stands where content is missing: nothing there yet, or something went wrong. Says why and what to do. */
export function NoticeCard({ icon, title, children, actions, isError = false }: NoticeCardProps) {
  return (
    <div role={isError ? 'alert' : undefined} className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-12 text-center">
      <Icon name={icon} size={36} className={isError ? 'text-danger' : 'text-muted'} />
      <h2 className="text-base font-semibold">{title}</h2>
      {children && <div className="text-muted">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
