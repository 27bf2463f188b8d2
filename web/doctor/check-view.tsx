import type { Finding, Verdict } from '#shared/health.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { RequestFailed } from '../client/answer.ts';
import { useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { problemText } from '../ui/problem.tsx';
import { copyText } from '../ui/save-file.ts';
import { useToasts } from '../ui/toasts.tsx';
import { useNow } from '../ui/use-now.ts';
import { type Check, stageAt } from './doctor.ts';
import { findingWords, reportText, topicText } from './finding-words.ts';

/** What the doctor does at a camera now, or what it found there. */
export function CheckView({ check, name, config }: { check: Check; name: string; config: ConfigAnswer }) {
  const { t } = useText();
  switch (check.phase) {
    case 'waiting':
      return <p className="text-muted">{t('doctor.waiting')}</p>;
    case 'looking':
      return <Looking since={check.since} />;
    case 'failed':
      return (
        <p role="alert" className="flex items-center gap-2">
          <Icon name="warning" className="text-danger" />
          {t('doctor.failed', { detail: problemText(new RequestFailed(check.error), t) })}
        </p>
      );
    case 'done':
      return <Found answer={check.answer} name={name} config={config} />;
  }
}

function Looking({ since }: { since: number }) {
  const { t } = useText();
  const now = useNow(200);
  const { stage, share } = stageAt(now - since);
  return (
    <div role="status">
      <p className="mb-2">{t(`doctor.${stage}`)}</p>
      <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-line">
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

function Found({ answer, name, config }: { answer: Extract<Check, { phase: 'done' }>['answer']; name: string; config: ConfigAnswer }) {
  const { t, language } = useText();
  const toasts = useToasts();
  const moment = momentText(Date.parse(answer.at), config.timeZone, language);
  const copy = async (): Promise<void> => {
    await copyText(reportText(answer, { name, t, language, moment }));
    toasts.say(t('doctor.copied'));
  };
  const worstFirst = answer.findings.toSorted((a, b) => RANKS.indexOf(a.verdict) - RANKS.indexOf(b.verdict));
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="flex items-center gap-2 font-medium">
        <VerdictIcon verdict={answer.verdict} />
        {t(`doctor.summary.${answer.verdict}`)}
      </p>
      {answer.picture && (
        <img
          src={answer.picture}
          alt={t('doctor.picture', { camera: name })}
          className="max-h-80 w-full rounded-tile bg-black object-contain"
        />
      )}
      <ul className="flex flex-col">
        {worstFirst.map((finding) => (
          <FindingRow key={finding.code} finding={finding} />
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="text-xs text-muted">
          {t('doctor.checkedAt', {
            time: moment,
            seconds: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(answer.tookMs / 1000),
          })}
        </span>
        <Button icon="copy" onClick={() => void copy()}>
          {t('doctor.copy')}
        </Button>
      </div>
    </div>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const { t, language } = useText();
  const { text, advice } = findingWords(finding, t, language);
  return (
    <li className="flex items-start gap-3 border-t border-line py-2.5 first:border-t-0">
      <VerdictIcon verdict={finding.verdict} />
      <div className="min-w-0 select-text">
        <p className="text-xs text-muted">{topicText(finding.topic, t)}</p>
        <p>{text}</p>
        {advice && (
          <p className="mt-1 border-l-2 border-strong pl-3 text-muted">
            <span className="font-medium text-ink">{t('doctor.advice')}: </span>
            {advice}
          </p>
        )}
      </div>
    </li>
  );
}

const RANKS: readonly Verdict[] = ['bad', 'warning', 'note', 'good'];
const ICONS: Record<Verdict, { icon: IconName; color: string }> = {
  good: { icon: 'check', color: 'text-ok' },
  note: { icon: 'note', color: 'text-muted' },
  warning: { icon: 'warning', color: 'text-warn' },
  bad: { icon: 'close', color: 'text-danger' },
};

/** A finding's weight: a sign, a colour, and a word for those who see neither. */
export function VerdictIcon({ verdict }: { verdict: Verdict }) {
  const { t } = useText();
  const { icon, color } = ICONS[verdict];
  return (
    <span className={`mt-0.5 ${color}`} title={t(`doctor.verdict.${verdict}`)}>
      <Icon name={icon} />
      <span className="sr-only">{t(`doctor.verdict.${verdict}`)}: </span>
    </span>
  );
}
