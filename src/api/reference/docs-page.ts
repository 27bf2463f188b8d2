import { escaped, prose } from '../html-text.ts';
import { fieldsOf, typeOf } from './docs-schema.ts';
import { type ApiDocument, type Content, type Operation, THE_ANSWER } from './openapi-document.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const SIGN_IN = `nvr=http://nvr.local:2126
curl -c jar -H 'Content-Type: application/json' -d '{"username":"admin","password":"…"}' $nvr/api/login
token=$(awk '$6 == "csrf_token" { print $7 }' jar)`;

/** The API for people: one page of ours, its script only searches; no request goes anywhere else. */
export function docsPage(document: ApiDocument): string {
  const { title, version, description = '' } = document.info;
  const routes = routesOf(document);
  const groups = document.tags.map((tag) => ({ ...tag, routes: routes.filter(({ operation }) => operation.tags?.[0] === tag.name) }));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} API</title><link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/api/docs/page.css"><script src="/api/docs/page.js"></script></head>
<body><a class="skip" href="#content">Skip to content</a>
<header><p class="home"><a class="home-link" href="/">${escaped(title)}</a></p>
<div class="search" hidden><label for="search">Search routes and fields</label><input id="search" type="search" autocomplete="off" spellcheck="false"><p role="status" id="found"></p></div></header>
<div class="page"><nav aria-label="Groups"><ul>${groups.map(({ name }) => `<li><a class="group" href="#${name}">${escaped(name)}</a></li>`).join('')}</ul></nav>
<main id="content" tabindex="-1"><h1>${escaped(title)} API <span class="version">${escaped(version)}</span></h1>
<p class="lead">${prose(description)}</p>
<p>The same for programs, as OpenAPI 3.1: <a href="/api/openapi.json">openapi.json</a>.</p>
<pre tabindex="0" aria-label="Signing in, in a shell"><code>${escaped(SIGN_IN)}</code></pre>
${groups.map((group) => groupSection(group)).join('\n')}
<p id="nothing" hidden>Nothing here has all of these words.</p>
</main></div></body></html>
`;
}

function routesOf({ paths }: ApiDocument): Route[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => (method === 'head' ? [] : [{ method, path, operation }])),
  );
}

function groupSection({ name, description, routes }: { name: string; description: string; routes: readonly Route[] }): string {
  return `<section aria-labelledby="${name}"><h2 id="${name}">${escaped(name)}</h2><p class="mild about">${escaped(description)}</p>
${routes.map(routeDetails).join('\n')}</section>`;
}

function routeDetails({ method, path, operation }: Route): string {
  const { operationId, summary = '', requestBody, responses = {} } = operation;
  const answers = Object.entries(responses).filter(([status]) => !/XX$/.test(status));
  return `<details id="${operationId}"><summary><h3><span class="method ${method}">${method.toUpperCase()}</span> <code class="path">${withBreaks(path)}</code></h3><span class="what">${prose(summary)}</span><span class="who">${who(operation)}</span></summary>
<div class="inside"><div>${parameters(operation)}${requestBody ? part('Body', requestBody) : ''}
${answers.map(([status, answer]) => part(`Answer ${status}`, answer)).join('')}
<p class="mild">Errors: <code>application/problem+json</code>.</p></div>
<div>${examples(operation)}</div></div></details>`;
}

function parameters({ parameters: all = [] }: Operation): string {
  const shown = all.filter(({ in: place }) => place === 'path' || place === 'query');
  if (shown.length === 0) return '';
  const rows = shown.map(({ name, in: place, required = false, description, schema = {} }) => {
    const fallback = schema.default === undefined ? '' : `, else <code>${escaped(JSON.stringify(schema.default))}</code>`;
    const optional = required ? '' : `, optional${fallback}`;
    return `<dt><code class="name">${escaped(name)}</code> <span class="type">${escaped(typeOf(schema))}</span> <span class="mild">in the ${place}${optional}</span></dt>
<dd>${prose(description ?? schema.description ?? '')}</dd>`;
  });
  return `<h4>Parameters</h4><dl class="fields">${rows.join('\n')}</dl>`;
}

function part(title: string, { description = '', content = {} }: Content): string {
  const types = Object.keys(content).map((type) => `<code>${escaped(type)}</code>`);
  const fields = Object.values(content).map(({ schema }) => fieldsOf(schema));
  return `<h4>${escaped(title)}</h4><p class="mild">${[description === THE_ANSWER ? '' : prose(description), ...types].filter((text) => text !== '').join(' · ')}</p>${fields.join('')}`;
}

function examples({ operationId, responses = {}, 'x-codeSamples': samples = [] }: Operation): string {
  const answer = Object.entries(responses).find(([status]) => /^2\d\d$/.test(status))?.[1];
  const shown = [
    ...samples.map(({ source }) => ({ title: 'Example', text: source })),
    ...[answer].flatMap((each) => exampleIn(each)).map((example) => ({ title: 'Its answer', text: JSON.stringify(example, null, 2) })),
  ];
  return shown
    .map(
      ({ title, text }) =>
        `<h4>${title}</h4><pre tabindex="0" aria-label="${title} of ${escaped(operationId)}"><code>${escaped(text)}</code></pre>`,
    )
    .join('');
}

function exampleIn(part: Content | undefined): unknown[] {
  return Object.values(part?.content ?? {}).flatMap(({ example }) => (example === undefined ? [] : [example]));
}

/** Long addresses break at their slashes. */
function withBreaks(path: string): string {
  return escaped(path.replace('{*}', '{path}')).replaceAll('/', '/<wbr>');
}

function who({ security = [] }: Operation): string {
  const [first] = security;
  if (!first) return 'everybody';
  return 'csrf' in first ? 'signed in, with CSRF token' : 'signed in';
}
