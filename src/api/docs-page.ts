/** The part of an OpenAPI document that the page shows. */
interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly info?: { readonly title?: string; readonly version?: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, unknown>>;
}

export const docsStyle = `
:root { color-scheme: light dark; font: 14px/1.5 ui-sans-serif, system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 2rem; text-transform: capitalize }
details { border-top: 1px solid #8886; padding: .5rem 0 }
summary { cursor: pointer }
code, pre { font-family: ui-monospace, monospace; font-size: 13px }
pre { overflow-x: auto; padding: .75rem; background: #8882; border-radius: 6px }
.who { opacity: .75 }
`;

/** The API for people: one page without scripts and without requests to anywhere else. */
export function docsPage(document: Document): string {
  const groups = new Map<string, string[]>();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const [group = 'other'] = operation.tags ?? [];
      groups.set(group, [...(groups.get(group) ?? []), section(method, path, operation)]);
    }
  }
  const { title = '', version = '', description = '' } = document.info ?? {};
  const body = [...groups].map(([group, sections]) => `<h2>${escaped(group)}</h2>\n${sections.join('\n')}`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)} API</title>
<link rel="stylesheet" href="/api/docs/style.css"></head><body>
<h1>${escaped(title)} API ${escaped(version)}</h1>
<p>${escaped(description)} The same for programs: <a href="/api/openapi.json">openapi.json</a>.</p>
${body}
</body></html>
`;
}

function section(method: string, path: string, operation: Operation): string {
  const parts = { parameters: operation.parameters, body: operation.requestBody, answers: operation.responses };
  const shown = Object.entries(parts).filter(([, value]) => value !== undefined);
  const details = shown.map(([name, value]) => `<h3>${name}</h3><pre>${escaped(JSON.stringify(value, null, 2))}</pre>`).join('\n');
  return `<details><summary><code>${method.toUpperCase()} ${escaped(path)}</code> ${escaped(operation.summary ?? '')} <span class="who">${who(operation)}</span></summary>
${details}
</details>`;
}

function who({ security = [] }: Operation): string {
  const [first] = security;
  if (!first) return 'open to all';
  return 'csrf' in first ? 'signed in, with CSRF token' : 'signed in';
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
