import { useState } from 'react';
import type { Answer, ClientError } from '../client/answer.ts';

interface Act {
  readonly isBusy: boolean;
  /** Why it did not work the last time. */
  readonly error: ClientError | null;
  /** Does something unless it is being done already, and tells what came of it. */
  readonly run: <T>(work: () => Promise<Answer<T>>, onSuccess: (value: T) => void) => void;
}

/** One thing after the other that somebody asks the server to do. */
export function useAct(): Act {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const act = async <T>(work: () => Promise<Answer<T>>, onSuccess: (value: T) => void): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await work();
    setBusy(false);
    if (answer.kind === 'success') onSuccess(answer.value);
    if (answer.kind === 'error') setError(answer.error);
  };
  return {
    isBusy,
    error,
    run: (work, onSuccess) => {
      if (!isBusy) void act(work, onSuccess);
    },
  };
}
