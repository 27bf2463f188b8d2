import { useText } from '../text/text.ts';

const HATCH = 'bg-[repeating-linear-gradient(-45deg,currentColor_0_1.5px,transparent_1.5px_5px)]';

/** What the colours and patterns of the lanes mean. */
export function Legend({ hasUnreadable, hasEvents }: { hasUnreadable: boolean; hasEvents: boolean }) {
  const { t } = useText();
  const signs = [
    { key: 'recorded', className: 'bg-recorded' },
    { key: 'gap', className: `text-strong ${HATCH} border border-strong` },
    { key: 'activity', className: 'h-2 w-1.5! self-end mb-0.5 bg-event' },
    ...(hasEvents ? ([{ key: 'event', className: 'size-2! rotate-45 rounded-none! bg-danger' }] as const) : []),
    { key: 'protected', className: 'border-t-4 border-protected bg-recorded' },
    ...(hasUnreadable ? ([{ key: 'unreadable', className: `text-danger ${HATCH} border border-danger` }] as const) : []),
  ] as const;
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted max-md:hidden">
      {signs.map(({ key, className }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`inline-block h-3 w-5 rounded-[2px] ${className}`} />
          {t(`timeline.legend.${key}`)}
        </li>
      ))}
    </ul>
  );
}
