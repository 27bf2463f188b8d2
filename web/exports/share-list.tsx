import { useQuery } from '@tanstack/react-query';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { Share } from '#shared/shares.ts';
import { cameraNames } from '../camera/camera-name.ts';
import { useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { momentText } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { useToasts } from '../ui/toasts.tsx';
import { Trouble } from './dialog-parts.tsx';
import { sharesQuery } from './exports-queries.ts';
import { spanLine } from './span-text.ts';
import { useAct } from './use-act.ts';

/** Which clips others can see, how often they did, and the end of it. */
export function ShareList({ config }: { config: ConfigAnswer }) {
  const { t } = useText();
  const { api } = useServer();
  const shares = useQuery(sharesQuery(api));
  return (
    <Card title={t('exports.shares')} className="mt-6">
      {shares.isError && <Problem error={shares.error} retry={() => void shares.refetch()} />}
      {shares.data?.length === 0 && <p className="text-muted">{t('exports.noShares')}</p>}
      <ul>
        {shares.data?.map((share) => (
          <Row key={share.id} share={share} config={config} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ share, config }: { share: Share; config: ConfigAnswer }) {
  const { t, language } = useText();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const { isBusy, error, run } = useAct();
  const what = share.note || cameraNames(share.channels, config);
  const when = (moment: string): string => momentText(Date.parse(moment), config.timeZone, language);
  const seen = share.views === 0 ? t('exports.neverSeen') : t('exports.views', { count: share.views });
  const last = share.lastViewedAt && t('exports.lastSeen', { when: when(share.lastViewedAt) });
  const revoked = (): void => {
    for (const queryKey of [['exports'], ['shares']]) void cache.invalidateQueries({ queryKey });
    toasts.say(t('exports.revoked'));
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line py-3 first:border-t-0 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium break-words">{what}</p>
        <p>{spanLine({ from: Date.parse(share.from), to: Date.parse(share.to) }, config.timeZone, language)}</p>
        <p className="text-xs text-muted">
          {[t('exports.until', { when: when(share.expiresAt) }), share.hasPin && t('exports.withPin'), seen, last]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {!share.mayChange && <p className="text-xs text-muted">{t('exports.revokeNotYours', { user: share.by })}</p>}
        {share.isLocked && <p className="text-danger">{t('exports.locked')}</p>}
        <Trouble error={error} />
      </div>
      {share.mayChange && (
        <Button
          tone="danger"
          disabled={isBusy}
          aria-label={t('exports.revokeShare', { what })}
          onClick={() => run(() => api.revokeShare(share.id), revoked)}
        >
          {t('exports.revoke')}
        </Button>
      )}
    </li>
  );
}
