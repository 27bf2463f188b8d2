import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** `primary`: the one thing to do here; `plain`: anything else; `quiet`: without a frame; `danger`: takes something away. */
export type Tone = 'primary' | 'plain' | 'quiet' | 'danger';

const TONES: Record<Tone, string> = {
  primary: 'bg-accent text-on-accent font-medium hover:brightness-110',
  plain: 'border border-strong bg-surface hover:bg-raised',
  quiet: 'hover:bg-raised',
  danger: 'border border-strong bg-surface text-danger hover:bg-raised',
};

const SHAPE =
  'inline-flex items-center justify-center gap-2 rounded-control transition-colors select-none disabled:opacity-50 min-h-10 touch:min-h-12';

/** The classes of a button, for links that look like one. */
export function buttonClass(tone: Tone = 'plain'): string {
  return `${SHAPE} px-4 ${TONES[tone]}`;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly children: ReactNode;
}

/** A button with words. */
export function Button({ tone = 'plain', icon, children, className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button type={type} className={`${buttonClass(tone)} ${className}`} {...rest}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  /** What it does: read aloud, and shown when the pointer rests on it. */
  readonly label: string;
  readonly tone?: Tone;
}

const SQUARE = 'min-w-10 touch:min-w-12';

/** A button that is only an icon. */
export function IconButton({ icon, label, tone = 'quiet', className = '', type = 'button', ...rest }: IconButtonProps) {
  return (
    <button type={type} aria-label={label} title={label} className={`${SHAPE} ${SQUARE} ${TONES[tone]} ${className}`} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

interface IconAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly icon: IconName;
  readonly href: string;
  readonly label: string;
}

/** A plain link that is only an icon, e.g. to download a file. */
export function IconAnchor({ icon, label, href, className = '', ...rest }: IconAnchorProps) {
  return (
    <a href={href} aria-label={label} title={label} className={`${SHAPE} ${SQUARE} ${TONES.quiet} ${className}`} {...rest}>
      <Icon name={icon} />
    </a>
  );
}
