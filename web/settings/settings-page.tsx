import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useConfig } from '../client/server.tsx';
import { useSignOut } from '../login/use-sign-out.ts';
import { sizeText } from '../text/size-text.ts';
import { chooseLanguage, LANGUAGES, type Language, useText } from '../text/text.ts';
import { spanText } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Card, Page } from '../ui/page.tsx';
import { chooseTheme, currentTheme, type Theme } from '../ui/theme.ts';
import { AlarmsCard } from './alarms-card.tsx';
import { Configuration } from './configuration.tsx';
import { DoctorCard } from './doctor-card.tsx';
import { Sessions } from './sessions.tsx';

const shell = getRouteApi('/shell');
const THEMES: readonly Theme[] = ['dark', 'light', 'system'];
const GB = 1e9;

/** What one can set for oneself, and what the server is set to. */
export function SettingsPage() {
  const config = useConfig();
  const { user } = shell.useRouteContext();
  const onSignOut = useSignOut();
  const { t, language } = useText();
  return (
    <Page title={t('settings.title')} isNarrow>
      <div className="flex flex-col gap-4">
        <Card title={t('settings.appearance')}>
          <Appearance />
        </Card>
        <Card title={t('doctor.title')}>
          <DoctorCard config={config} />
        </Card>
        <Card title={t('settings.alarms')}>
          <AlarmsCard timeZone={config.timeZone} />
        </Card>
        <Card title={t('settings.sessions')}>
          <p className="mb-3 text-muted">{t('settings.sessionsText')}</p>
          <Sessions timeZone={config.timeZone} />
        </Card>
        <Card title={t('settings.configuration')}>
          <Configuration />
        </Card>
        <Card title={t('settings.about')}>
          <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
            <Fact name={t('settings.version')}>Mini-NVR {config.version}</Fact>
            <Fact name={t('settings.timeZone')}>{config.timeZone}</Fact>
            <Fact name={t('settings.cameras')}>{config.numChannels}</Fact>
            <Fact name={t('settings.segments')}>{spanText(config.segmentDuration)}</Fact>
            <Fact name={t('settings.format')}>{config.recordFormat.toUpperCase()}</Fact>
            <Fact name={t('settings.limit')}>{sizeText(config.storageLimit * GB, language)}</Fact>
            <Fact name={t('settings.retention')}>
              {config.retentionDays === null ? t('settings.retentionNone') : t('storage.days', { count: config.retentionDays })}
            </Fact>
          </dl>
        </Card>
        <Card title={t('settings.account')}>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <span>{t('app.signedInAs', { user })}</span>
            <Button icon="signOut" onClick={onSignOut}>
              {t('app.signOut')}
            </Button>
          </div>
        </Card>
      </div>
    </Page>
  );
}

function Appearance() {
  const { t, language } = useText();
  const [theme, setTheme] = useState(currentTheme);
  const onTheme = (chosen: Theme): void => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <div className="flex flex-col gap-4">
      <Setting name={t('settings.theme')}>
        <Choice
          label={t('settings.theme')}
          value={theme}
          options={THEMES.map((value) => ({ value, label: t(`settings.${value}`) }))}
          onChange={onTheme}
        />
      </Setting>
      <Setting name={t('settings.language')}>
        <Choice
          label={t('settings.language')}
          value={language}
          options={Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }))}
          onChange={(chosen) => void chooseLanguage(chosen)}
        />
      </Setting>
    </div>
  );
}

function Setting({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <span aria-hidden="true">{name}</span>
      {children}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
