import { useEffect, useId, useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';
import { EVENT_GROUPS } from './event-kinds.ts';

/** What is looked for; nothing said means everything. */
export interface Filters {
  readonly channel: number | null;
  /** A group or a kind. */
  readonly kind: string;
  readonly text: string;
}

interface EventFiltersProps {
  readonly filters: Filters;
  readonly config: ConfigAnswer;
  readonly onChange: (filters: Filters) => void;
}

const TYPING_MS = 300;
const FIELD = 'min-h-10 w-full rounded-control border border-strong bg-surface px-3 touch:min-h-12';

/** Which camera, what kind, which words. */
export function EventFilters({ filters, config, onChange }: EventFiltersProps) {
  const { t } = useText();
  const { channel, kind } = filters;
  const id = useId();
  return (
    <search className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-[1fr_1fr_1.4fr]">
      <div className="flex min-w-0 flex-col gap-1">
        <label htmlFor={`${id}-camera`} className="text-xs text-muted">
          {t('events.camera')}
        </label>
        <select
          id={`${id}-camera`}
          className={FIELD}
          value={channel ?? ''}
          onChange={({ target }) => onChange({ ...filters, channel: target.value === '' ? null : Number(target.value) })}
        >
          <option value="">{t('events.allCameras')}</option>
          {config.channels.map((camera) => (
            <option key={camera.channel} value={camera.channel}>
              {camera.name}
            </option>
          ))}
        </select>
      </div>
      <div className="flex min-w-0 flex-col gap-1">
        <label htmlFor={`${id}-kind`} className="text-xs text-muted">
          {t('events.kind')}
        </label>
        <select id={`${id}-kind`} className={FIELD} value={kind} onChange={({ target }) => onChange({ ...filters, kind: target.value })}>
          <option value="">{t('events.allKinds')}</option>
          {EVENT_GROUPS.map(({ group, kinds }) => (
            <optgroup key={group} label={t(`events.group.${group}`)}>
              <option value={group}>{t('events.everyOf', { group: t(`events.group.${group}`) })}</option>
              {kinds.map((one) => (
                <option key={one} value={one}>
                  {t(`events.name.${one}`)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <Words filters={filters} onChange={onChange} />
    </search>
  );
}

/** Asks when one pauses, not at each letter. */
function Words({ filters, onChange }: Omit<EventFiltersProps, 'config'>) {
  const { t } = useText();
  const [typed, setTyped] = useState(filters.text);
  useEffect(() => setTyped(filters.text), [filters.text]);
  useEffect(() => {
    if (typed === filters.text) return;
    const timer = setTimeout(() => onChange({ ...filters, text: typed }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, filters, onChange]);
  return (
    <label className="col-span-2 flex min-w-0 flex-col gap-1 md:col-span-1">
      <span className="text-xs text-muted">{t('events.search')}</span>
      <span className="relative">
        <Icon name="search" size={18} className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted" />
        <input
          type="search"
          maxLength={100}
          className={`${FIELD} pl-10`}
          placeholder={t('events.searchHint')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </span>
    </label>
  );
}
