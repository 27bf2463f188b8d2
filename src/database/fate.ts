import type { MigrationName } from './migrations/migrations.ts';

/** What becomes of a table's rows when the database is damaged or gone. */
export type Fate<Columns = object> =
  /** They are found again in the recordings. */
  | { readonly kind: 'rebuilt' }
  /** Nobody could say them again: saved from a damaged database, and copied beside it. */
  | ({ readonly kind: 'kept' } & Copying & { readonly by: keyof Columns & string })
  /** They are soon known anew, or better forgotten. */
  | { readonly kind: 'lost' };

interface Copying {
  /** Only so many of the newest are copied beside the database; all that can be read are saved from a damaged one. */
  readonly newest?: number;
  /** `soon`: within a minute of each change; `hourly`: what is written all the time. */
  readonly copied: 'soon' | 'hourly';
}

/** What is declared of a table. */
interface Declaration<Columns> {
  /** The migration that makes it. */
  readonly since: MigrationName;
  /** For people: docs/operate.md has it. */
  readonly holds: string;
  readonly fate: Fate<Columns>;
}

/** A declared table; its columns are known to the compiler only. */
export interface Table<Columns> extends Declaration<Columns> {
  readonly columns?: Columns;
}

export type ColumnsOf<T> = T extends { readonly columns?: infer Columns } ? NonNullable<Columns> : never;

export function table<Columns>(declaration: Declaration<Columns>): Table<Columns> {
  return declaration;
}

export const rebuilt = { kind: 'rebuilt' } as const;
export const mayBeLost = { kind: 'lost' } as const;

/** @param by the column of their order, which grows with each new row where only the newest are copied */
export function kept<const By extends string>(by: By, { newest, copied = 'soon' }: Partial<Copying> = {}) {
  return { kind: 'kept', by, newest, copied } as const;
}
