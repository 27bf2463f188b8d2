import type { ReactNode } from 'react';
import { Problem } from './problem.tsx';
import { Loading } from './skeleton.tsx';

interface Question {
  readonly isError: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** In the place of an answer that is not there: what went wrong, with a way to ask again, or skeletons (`children`) of what is to come. */
export function Unanswered({ question, children }: { question: Question; children: ReactNode }) {
  if (question.isError) return <Problem error={question.error} retry={() => void question.refetch()} />;
  return <Loading>{children}</Loading>;
}
