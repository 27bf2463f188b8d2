import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Setting } from '#shared/settings.ts';
import { useHealthApi } from '../client/use-health-api.ts';
import { variable } from '../text/english/variable.ts';
import { type Text, useText } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { copyText } from '../ui/save-file.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { useToasts } from '../ui/toasts.tsx';
import { Unanswered } from '../ui/unanswered.tsx';
import { envLine, groupedSettings, isFound } from './setting-search.ts';

type Shown = 'all' | 'set';

/** Every variable with the value in effect and where it comes from. */
export function Configuration() {
  const query = useQuery(useHealthApi().settings());
  if (!query.data) {
    return (
      <Unanswered question={query}>
        <Skeleton className="h-96" />
      </Unanswered>
    );
  }
  return <SettingList settings={query.data.settings} />;
}

function SettingList({ settings }: { settings: readonly Setting[] }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const found = settings.filter((setting) => (shown === 'all' || setting.isSet) && isFound(setting, meaningOf(setting, t), words));
  const isSearching = words.trim() !== '' || shown === 'set';
  return (
    <>
      <p className="mb-3 max-w-prose text-muted">{t('settings.configurationText')}</p>
      <search className="mb-2 flex flex-wrap items-center gap-3">
        <label className="relative min-w-52 flex-1">
          <span className="sr-only">{t('settings.search')}</span>
          <Icon name="search" size={18} className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted" />
          <input
            type="search"
            value={words}
            onChange={({ target }) => setWords(target.value)}
            placeholder={t('settings.searchHint')}
            className="min-h-10 w-full rounded-control border border-strong bg-bg pr-3 pl-10 touch:min-h-12"
          />
        </label>
        <Choice
          label={t('settings.show')}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: t('settings.showAll') },
            { value: 'set', label: t('settings.showSet') },
          ]}
        />
      </search>
      <p role="status" className="mb-2 text-xs text-muted">
        {found.length === 0 ? t('settings.nothingFound') : t('settings.found', { count: found.length })}
      </p>
      {groupedSettings(found).map(({ group, settings: own }) => (
        // another key when a search begins or ends, so that it opens or folds, and stays as one leaves it otherwise
        <details key={`${group} ${isSearching}`} open={isSearching} className="group border-t border-line">
          <summary className="flex min-h-12 list-none items-center gap-2">
            <Icon name="right" size={16} className="text-muted transition-transform group-open:rotate-90" />
            <h3 className="font-semibold">{t(`variable.group.${group}`)}</h3>
            <span className="ml-auto text-xs text-muted">
              {t('settings.ofGroup', { count: own.length, set: own.filter(({ isSet }) => isSet).length })}
            </span>
          </summary>
          <ul className="pb-2">
            {own.map((setting) => (
              <SettingRow key={setting.name} setting={setting} />
            ))}
          </ul>
        </details>
      ))}
    </>
  );
}

function SettingRow({ setting }: { setting: Setting }) {
  const { t } = useText();
  const toasts = useToasts();
  const { name, value, isSecret, isSet, source, defaultValue } = setting;
  const copy = async (): Promise<void> => {
    await copyText(envLine(setting));
    toasts.say(t('settings.changeCopied'));
  };
  const shown = value ?? (isSecret && isSet ? t('settings.secretSet') : t('settings.empty'));
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 border-t border-line py-2 first:border-t-0 md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,2fr)_auto]">
      <div className="min-w-0 max-md:col-span-2">
        <code className="font-medium break-all">{name}</code>
        <p className="text-xs text-muted">{meaningOf(setting, t)}</p>
      </div>
      <div className="min-w-0 max-md:col-start-1">
        <span className={`break-all ${value === null ? 'text-muted' : ''}`}>{shown}</span>
        {isSet && defaultValue !== null && !isSecret && value !== defaultValue && (
          <p className="text-xs break-all text-muted">{t('settings.defaultIs', { value: defaultValue })}</p>
        )}
      </div>
      <div className="min-w-0 text-xs max-md:col-start-1">
        <span
          className={`inline-block rounded-control px-2 py-0.5 ${isSet ? 'bg-raised outline outline-1 outline-strong' : 'text-muted max-md:px-0'}`}
        >
          {sourceText(source, setting.fileVariable, t)}
        </span>
      </div>
      <div className="max-md:col-start-2 max-md:row-span-2 max-md:row-start-2">
        <IconButton icon="copy" label={`${t('settings.changeLine')}: ${name}`} onClick={() => void copy()} />
      </div>
    </li>
  );
}

function sourceText(source: Setting['source'], fileVariable: string | null, t: Text): string {
  switch (source) {
    case 'default':
      return t('settings.fromDefault');
    case '.env':
      return t('settings.fromEnvFile');
    case 'environment':
      return t('settings.fromEnvironment');
    case 'file':
      return t('settings.fromFile', { variable: fileVariable ?? '' });
    case 'system':
      return t('settings.fromSystem');
  }
}

/** What a variable is for; a newer server may have one that this page does not know. */
function meaningOf({ key }: Setting, t: Text): string {
  return Object.hasOwn(variable.text, key) ? t(`variable.text.${key as keyof typeof variable.text}`) : '';
}
