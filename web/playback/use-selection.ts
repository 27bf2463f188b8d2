import { useState } from 'react';
import type { Span } from '../time/span.ts';
import { type Edge, marked } from '../timeline/control/selection.ts';

/** What somebody asked by a key to be done with a selection, and when: asked again, it begins again. */
interface SelectionAct {
  readonly kind: 'export' | 'protect';
  readonly at: number;
}

/** The stretch of time that is being selected, and what changes it. */
export interface Selecting {
  readonly span: Span | null;
  readonly isOn: boolean;
  readonly act: SelectionAct | null;
  readonly set: (span: Span | null) => void;
  readonly toggle: () => void;
  /** Puts an edge to a moment. */
  readonly mark: (edge: Edge, time: number, now: number) => void;
  /** Does something with what is selected, if anything is. */
  readonly begin: (kind: SelectionAct['kind']) => void;
  readonly end: () => void;
}

/** A stretch of time to be selected on the page. */
export function useSelection(): Selecting {
  const [span, setSpan] = useState<Span | null>(null);
  const [isOn, setOn] = useState(false);
  const [act, setAct] = useState<SelectionAct | null>(null);
  const end = (): void => {
    setSpan(null);
    setOn(false);
    setAct(null);
  };
  return {
    ...{ span, isOn, act, end, set: setSpan },
    toggle: () => (isOn ? end() : setOn(true)),
    mark: (edge, time, now) => {
      setOn(true);
      setSpan(marked(span, edge, time, now));
    },
    begin: (kind) => setAct(span && { kind, at: Date.now() }),
  };
}
