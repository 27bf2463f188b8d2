import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Export } from '#shared/exports.ts';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useConfig, useServer } from '../client/server.tsx';
import { useText } from '../text/text.ts';
import { buttonClass } from '../ui/button.tsx';
import { NoticeCard } from '../ui/notice-card.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Unanswered } from '../ui/unanswered.tsx';
import { ExportCard } from './export-card.tsx';
import { exportsQuery } from './exports-queries.ts';
import { ProtectionList } from './protection-list.tsx';
import { ShareList } from './share-list.tsx';

/** What was taken away, what is shown to others, and what is kept from cleanup. */
export function ExportsPage() {
  const config = useConfig();
  const { t } = useText();
  const { api } = useServer();
  const exports = useQuery(exportsQuery(api));
  return (
    <Page title={t('exports.title')} isNarrow>
      {exports.data ? (
        <>
          <List exports={exports.data} config={config} />
          <ShareList config={config} />
          <ProtectionList config={config} />
        </>
      ) : (
        <Unanswered question={exports}>
          <Skeleton className="mb-4 h-36" />
          <Skeleton className="h-36" />
        </Unanswered>
      )}
    </Page>
  );
}

function List({ exports, config }: { exports: readonly Export[]; config: ConfigAnswer }) {
  const { t } = useText();
  if (exports.length === 0) {
    return (
      <section className="rounded-card border border-line bg-surface">
        <NoticeCard
          icon="download"
          title={t('exports.noneTitle')}
          actions={
            <Link to="/recordings" className={buttonClass('primary')}>
              {t('exports.toRecordings')}
            </Link>
          }
        >
          {t('exports.noneText')}
        </NoticeCard>
      </section>
    );
  }
  return (
    <section aria-label={t('exports.list')}>
      <ul className="flex flex-col gap-3">
        {exports.map((job) => (
          <ExportCard key={job.id} job={job} config={config} />
        ))}
      </ul>
    </section>
  );
}
