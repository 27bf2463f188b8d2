import { useQuery } from '@tanstack/react-query';
import { RequestFailed, unwrap } from '../client/answer.ts';
import { useServer } from '../client/server.tsx';
import { sizeText } from '../text/size-text.ts';
import { type Text, useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';

/** Smaller sizes would be shown as nothing. */
const SMALL_BYTES = 1e6;

interface Estimated {
  readonly text: string;
  /** The server would take it. */
  readonly isPossible: boolean;
}

/** How large an export would be, and whether it may be. */
export function useEstimate(channels: readonly number[], { from, to }: Span): Estimated {
  const { t, language } = useText();
  const { api } = useServer();
  const query = useQuery({
    queryKey: ['exports', 'estimate', channels.join(), from, to],
    queryFn: async ({ signal }) => unwrap(await api.estimateExport(channels, from, to, signal)),
    enabled: channels.length > 0,
    placeholderData: (before) => before,
  });
  if (query.isError) return { text: refusalText(query.error, t), isPossible: !isNothing(query.error) };
  if (!query.data) return { text: channels.length > 0 ? t('exports.estimating') : '', isPossible: true };
  const { sizeBytes, maxBytes, freeBytes } = query.data;
  const size = sizeText(sizeBytes, language);
  if (sizeBytes > maxBytes)
    return { text: t('exports.estimateTooLarge', { size, limit: sizeText(maxBytes, language) }), isPossible: false };
  if (sizeBytes > freeBytes)
    return { text: t('exports.estimateNoRoom', { size, limit: sizeText(freeBytes, language) }), isPossible: false };
  if (sizeBytes === 0) return { text: t('exports.estimateNone'), isPossible: true };
  return { text: sizeBytes < SMALL_BYTES ? t('exports.estimateSmall') : t('exports.estimate', { size }), isPossible: true };
}

/** The same in words. */
export function Estimate({ text, isPossible }: Estimated) {
  return (
    <p role="status" className={`min-h-5 ${isPossible ? 'text-muted' : 'text-danger'}`}>
      {text}
    </p>
  );
}

function isNothing(error: Error): boolean {
  return error instanceof RequestFailed && error.error.code === 'recording-unknown';
}

function refusalText(error: Error, t: Text): string {
  return isNothing(error) ? t('exports.estimateNothing') : '';
}
