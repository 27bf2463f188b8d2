import { type RawBuilder, sql } from 'kysely';

/** A column by its name, or what is computed in SQL. */
type Operand = string | RawBuilder<unknown>;

/** The sum as a number, 0 of nothing: databases give sums of large numbers as text, or none. */
export function total(operand: Operand): RawBuilder<number> {
  return sql<number>`CAST(coalesce(sum(${inSql(operand)}), 0) AS DOUBLE PRECISION)`;
}

/** The mean as a number, null of nothing. */
export function mean(operand: Operand): RawBuilder<number | null> {
  return sql<number | null>`CAST(avg(${inSql(operand)}) AS DOUBLE PRECISION)`;
}

/** 1 where a condition holds, else 0: databases differ in what a condition gives. */
export function flag(condition: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`CASE WHEN ${condition} THEN 1 ELSE 0 END`;
}

/** Whether it is one of some values, at most a few thousand; of none it is none. */
export function isOneOf(operand: Operand, values: readonly (string | number)[]): RawBuilder<boolean> {
  const [last] = values.slice(-1);
  if (last === undefined) return sql<boolean>`1 = 0`;
  const places = 2 ** Math.ceil(Math.log2(values.length)); // few lengths, so that prepared statements are used again
  return sql<boolean>`${inSql(operand)} IN (${sql.join([...values, ...Array(places - values.length).fill(last)])})`;
}

/** Behind a table: this index answers, whatever the database believes of its rows. A hint; others than SQLite find their way themselves. */
export function byIndex(name: string): RawBuilder<unknown> {
  return sql`INDEXED BY ${sql.id(name)}`;
}

function inSql(operand: Operand): RawBuilder<unknown> {
  return typeof operand === 'string' ? sql.ref(operand) : operand;
}
