import type { ExportFile } from '#shared/exports.ts';
import { isDoubled, offsetAt, offsetText } from '../../lib/time-zone.ts';
import type { ExportJob, ShareFacts } from '../../playback/playback.ts';
import { escaped } from '../html-text.ts';
import { shareLanguage } from './share-texts.ts';

/** Served beside the page: the address of a page is a secret, that of these is not. */
export const SHARE_STYLE = '/share/style.css';
export const SHARE_SCRIPT = '/share/page.js';

const LOOK_AGAIN_S = 4;

interface Looks {
  /** `Accept-Language` */
  readonly accepted: string | undefined;
}

/** What a link shows that opens nothing, whatever the reason. */
export function gonePage({ accepted }: Looks): string {
  const { language, texts } = shareLanguage(accepted);
  return page(language, texts.goneTitle, `<p>${texts.gone}</p>`);
}

/** Asks for the PIN. */
export function pinPage({ accepted }: Looks): string {
  const { language, texts } = shareLanguage(accepted);
  const form = `<form id="pin-form" data-wrong="${texts.pinWrong}" data-wait="${texts.pinWait}" data-failed="${texts.pinFailed}">
<label for="pin">${texts.pin}</label>
<input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="off" required maxlength="12">
<p id="trouble" role="alert"></p>
<button>${texts.show}</button>
</form>`;
  return page(language, texts.pinTitle, form);
}

interface ClipPage extends Looks {
  readonly share: ShareFacts;
  readonly job: ExportJob;
  /** 0 to 1 */
  readonly progress: number;
  readonly nameOf: (channel: number) => string;
  readonly timeZone: string;
  readonly token: string;
}

/** The clip, or how far it is. */
export function clipPage(o: ClipPage): string {
  const { language, texts } = shareLanguage(o.accepted);
  const { job, share } = o;
  if (job.state === 'failed') return page(language, texts.failedTitle, `<p>${texts.failed}</p>`);
  if (job.state !== 'done') {
    const percent = Math.round(o.progress * 100);
    const wait = `<p>${texts.preparingText}</p><progress max="100" value="${percent}" aria-label="${texts.preparing}">${percent} %</progress>`;
    return page(language, texts.preparing, wait, `<meta http-equiv="refresh" content="${LOOK_AGAIN_S}">`);
  }
  const title = escaped(share.note || share.channels.map(o.nameOf).join(', '));
  const until = texts.until.replace('{when}', moment(share.expiresAt, o.timeZone, language));
  return page(language, title, `${job.files.map((file) => clip(file, o)).join('\n')}\n<p class="quiet">${until}</p>`);
}

function clip({ name, channel, from, to, gaps }: ExportFile, { accepted, nameOf, timeZone, token }: ClipPage): string {
  const { language, texts } = shareLanguage(accepted);
  const camera = escaped(nameOf(channel));
  const place = `/share/${token}/${name}`;
  return `<figure>
<video controls playsinline preload="metadata" src="${place}" aria-label="${camera}"></video>
<p class="cannot" role="alert" hidden>${texts.cannotPlay}</p>
<figcaption><strong>${camera}</strong> <span>${moment(Date.parse(from), timeZone, language)} – ${moment(Date.parse(to), timeZone, language)} (${escaped(timeZone)})</span></figcaption>
${gaps.length > 0 ? `<p class="quiet">${texts.gaps}</p>` : ''}
<p><a class="button" href="${place}?download=1" download aria-label="${texts.downloadOf.replace('{what}', camera)}">${texts.download}</a></p>
</figure>`;
}

function moment(epochMs: number, timeZone: string, language: string): string {
  const format = { dateStyle: 'medium', timeStyle: 'medium', timeZone } as const;
  const local = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, format).format(epochMs);
  return isDoubled(epochMs, timeZone) ? `${local} ${offsetText(offsetAt(epochMs, timeZone))}` : local;
}

function page(language: string, title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="color-scheme" content="dark light">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${SHARE_STYLE}">
<script src="${SHARE_SCRIPT}" defer></script>
${head}</head>
<body><main>
<h1>${title}</h1>
${body}
</main></body>
</html>
`;
}

/** Its look: the colours of the web app. */
export const shareStyle = `
:root { color-scheme: dark light; font: 16px/1.5 ui-sans-serif, system-ui, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums;
  --bg: light-dark(#f6f7f9, #0e1116); --surface: light-dark(#fff, #161a21); --strong: light-dark(#7c8694, #6b7686);
  --ink: light-dark(#161a21, #e8ecf1); --muted: light-dark(#55606e, #a3adba); --accent: light-dark(#1668b0, #5aa9e6);
  --on-accent: light-dark(#fff, #08131d); --danger: light-dark(#b3261e, #e5645f); }
* { box-sizing: border-box }
body { margin: 0; background: var(--bg); color: var(--ink) }
main { max-width: 60rem; margin: 0 auto; padding: 24px 16px 48px; overflow-wrap: anywhere }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0 0 16px }
figure { margin: 0 0 32px }
video { display: block; width: 100%; aspect-ratio: 16 / 9; background: #000; border-radius: 4px }
figcaption { display: flex; flex-wrap: wrap; gap: 0 12px; margin: 12px 0 }
figcaption span, .quiet { color: var(--muted); font-size: 14px }
form { display: flex; flex-direction: column; gap: 8px; max-width: 20rem }
label { font-weight: 500 }
input { font: inherit; min-height: 48px; padding: 0 12px; color: inherit; background: var(--surface); border: 1px solid var(--strong); border-radius: 6px }
button, .button { display: inline-flex; align-items: center; justify-content: center; font: inherit; font-weight: 500; min-height: 48px; padding: 0 20px;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: 6px; text-decoration: none; cursor: pointer }
progress { width: 100%; height: 12px; accent-color: var(--accent) }
#trouble, .cannot { color: var(--danger); margin: 0; min-height: 24px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
`;

/** Sends the PIN, and says when a video cannot be played. */
export const shareScript = `'use strict';
for (const video of document.querySelectorAll('video')) {
  video.addEventListener('error', () => { video.nextElementSibling.hidden = false; });
  video.addEventListener('loadedmetadata', () => { if (video.videoWidth === 0) video.nextElementSibling.hidden = false; });
  if (video.error) video.nextElementSibling.hidden = false;
}
const form = document.getElementById('pin-form');
form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const trouble = document.getElementById('trouble');
  const say = { 403: form.dataset.wrong, 429: form.dataset.wait, 503: form.dataset.wait };
  trouble.textContent = '';
  try {
    const answer = await fetch(location.pathname + '/pin', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pin: form.elements.pin.value.trim() }),
    });
    if (answer.ok || answer.status === 404) location.reload();
    else trouble.textContent = say[answer.status] ?? form.dataset.failed;
  } catch {
    trouble.textContent = form.dataset.failed;
  }
});
`;
