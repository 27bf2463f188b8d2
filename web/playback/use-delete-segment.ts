import type { RecordingEntry } from '#shared/recordings.ts';
import { useConfig, useServer } from '../client/server.tsx';
import { useDeletes } from '../deletion/deletes-context.tsx';
import { useText } from '../text/text.ts';
import { useToasts } from '../ui/toasts.tsx';
import { beginText } from './segment-row.ts';

/** Deletes a segment, unless somebody says no; what came of it is told wherever one is by then. */
export function useDeleteSegment(): (entry: RecordingEntry) => void {
  const { t, language } = useText();
  const { timeZone } = useConfig();
  const { api, cache } = useServer();
  const toasts = useToasts();
  const deletes = useDeletes();
  return (entry) => {
    const { name } = entry;
    const label = beginText(entry, timeZone, language);
    deletes.schedule({
      id: name,
      hides: (_, other) => other.name === name,
      tell: (count) => t('recordings.willBeDeleted', { label, count: count ?? 0 }),
      carryOut: async () => {
        const answer = await api.deleteRecording(name);
        if (answer.kind === 'success') toasts.say(t('recordings.deleted', { label }));
        if (answer.kind === 'error') toasts.complain(t('recordings.deleteFailed', { label, detail: answer.error.detail }));
        await Promise.all(['recordings', 'timeline', 'dates', 'storage'].map((key) => cache.invalidateQueries({ queryKey: [key] })));
      },
    });
  };
}
