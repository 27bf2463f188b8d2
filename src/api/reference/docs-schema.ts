import { escaped, prose } from '../html-text.ts';
import type { Schema } from './openapi-document.ts';

/** Deeper structures are in openapi.json; nothing of ours is. */
const DEEPEST = 5;

/** The fields of a schema as a list that reads well on a phone; empty where it has none. */
export function fieldsOf(schema: Schema | undefined, depth = 0): string {
  const { properties = {}, required = [] } = innermost(schema);
  const entries = Object.entries(properties);
  if (entries.length === 0 || depth > DEEPEST) return '';
  const rows = entries.map(([name, field]) => {
    const optional = required.includes(name) ? '' : ' <span class="mild">optional</span>';
    return `<dt><code class="name">${escaped(name)}</code> <span class="type">${escaped(typeOf(field))}</span>${optional}</dt>
<dd>${prose(field.description ?? '')}${fieldsOf(field, depth + 1)}</dd>`;
  });
  return `<dl class="fields${depth > 0 ? ' inner' : ''}">${rows.join('\n')}</dl>`;
}

/** What a value is, in a word or two: `integer`, `date-time or null`, `LIVE | REC | OFF`, `list of object`. */
export function typeOf(schema: Schema): string {
  const { type, format, items, anyOf, oneOf, enum: values, const: only, additionalProperties, $ref } = schema;
  if ($ref) return $ref.split('/').at(-1) ?? 'object';
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.filter((choice) => choice.const !== '').map(typeOf))].join(' or ');
  if (Array.isArray(type)) return type.map((one: string) => (one === 'null' ? one : typeOf({ ...schema, type: one }))).join(' or ');
  if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`;
  if (type === 'object' && typeof additionalProperties === 'object') return `${typeOf(additionalProperties)} by name`;
  return format ?? (typeof type === 'string' ? type : 'anything');
}

/** What a list, a map or a choice is made of. */
function innermost(schema: Schema | undefined): Schema {
  if (!schema) return {};
  const { properties, items, anyOf, oneOf, additionalProperties } = schema;
  if (properties) return schema;
  if (items) return innermost(items);
  if (typeof additionalProperties === 'object') return innermost(additionalProperties);
  const choice = (anyOf ?? oneOf ?? []).map(innermost).find((each) => each.properties);
  return choice ?? {};
}
