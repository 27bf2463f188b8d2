import { useState } from 'react';
import { useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';
import { Button } from '../ui/button.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { ProtectDialog } from './protect-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';

interface SelectionActionsProps {
  readonly channels: readonly number[];
  readonly selection: Span;
  /** Something was done with it, so it can go. */
  readonly onDone: () => void;
  /** What it begins with, when a key asked for it. */
  readonly begin?: Act | null;
}

type Act = 'export' | 'protect' | 'share' | 'delete';

/** What one can do with a chosen span: take it away, keep it, show it to somebody, delete it. */
export function SelectionActions({ channels, selection, onDone, begin = null }: SelectionActionsProps) {
  const { t } = useText();
  const [act, setAct] = useState<Act | null>(begin);
  const close = (): void => setAct(null);
  const done = (): void => {
    close();
    onDone();
  };
  const shared = { channels, selection, onClose: close, onDone: done };
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{t('exports.selection')}</legend>
      <Button tone="primary" icon="download" onClick={() => setAct('export')}>
        {t('exports.export')}
      </Button>
      <Button icon="lock" onClick={() => setAct('protect')}>
        {t('exports.protect')}
      </Button>
      <Button icon="copy" onClick={() => setAct('share')}>
        {t('exports.share')}
      </Button>
      <Button tone="danger" icon="trash" onClick={() => setAct('delete')}>
        {t('exports.delete')}
      </Button>
      {act === 'export' && <ExportDialog {...shared} />}
      {act === 'protect' && <ProtectDialog {...shared} />}
      {act === 'share' && <ShareDialog {...shared} />}
      {act === 'delete' && <DeleteDialog {...shared} />}
    </fieldset>
  );
}
