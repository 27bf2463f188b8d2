import { useState } from 'react';
import { useText } from '../text/text.ts';
import { Field } from '../ui/field.tsx';

/** Asks for a camera's name before what is protected is touched, so that it does not happen by the way. */
export function NameAsked({ name, onNamed }: { name: string; onNamed: (isNamed: boolean) => void }) {
  const { t } = useText();
  const [typed, setTyped] = useState('');
  const type = (text: string): void => {
    setTyped(text);
    onNamed(text.trim().toLowerCase() === name.trim().toLowerCase());
  };
  return (
    <Field
      label={t('exports.typeName', { camera: name })}
      value={typed}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => type(target.value)}
    />
  );
}
