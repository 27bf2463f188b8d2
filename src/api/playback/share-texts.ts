const ENGLISH = {
  goneTitle: 'There is nothing here',
  gone: 'This link is wrong, has expired, or was revoked. Ask whoever sent it for a new one.',
  pinTitle: 'This clip has a PIN',
  pin: 'PIN',
  show: 'Show the clip',
  pinWrong: 'This PIN is not right.',
  pinWait: 'Too many attempts. Try again in a minute.',
  pinFailed: 'This did not work. Load the page again.',
  preparing: 'The clip is being prepared',
  preparingText: 'This page looks again every few seconds by itself.',
  failedTitle: 'The clip could not be made',
  failed: 'Ask whoever sent the link.',
  download: 'Download',
  downloadOf: 'Download {what}',
  cannotPlay: 'This browser cannot play this video. Download it: any player can.',
  gaps: 'Some of this time was not recorded and is left out.',
  until: 'This page works until {when}.',
};

/** The words of the pages behind links. */
export type ShareTexts = Readonly<typeof ENGLISH>;

const GERMAN: ShareTexts = {
  goneTitle: 'Hier ist nichts',
  gone: 'Dieser Link ist falsch, abgelaufen oder wurde widerrufen. Bitten Sie um einen neuen.',
  pinTitle: 'Dieser Ausschnitt hat eine PIN',
  pin: 'PIN',
  show: 'Ausschnitt zeigen',
  pinWrong: 'Diese PIN stimmt nicht.',
  pinWait: 'Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.',
  pinFailed: 'Das hat nicht geklappt. Laden Sie die Seite neu.',
  preparing: 'Der Ausschnitt wird vorbereitet',
  preparingText: 'Diese Seite sieht alle paar Sekunden von selbst nach.',
  failedTitle: 'Der Ausschnitt konnte nicht erstellt werden',
  failed: 'Fragen Sie nach, wer Ihnen den Link geschickt hat.',
  download: 'Herunterladen',
  downloadOf: '{what} herunterladen',
  cannotPlay: 'Dieser Browser kann das Video nicht abspielen. Laden Sie es herunter: Jeder Player kann es.',
  gaps: 'Ein Teil dieser Zeit wurde nicht aufgenommen und fehlt.',
  until: 'Diese Seite gilt bis {when}.',
};

/** The language a browser asks for first, of those there are. */
export function shareLanguage(accepted: string | undefined): { readonly language: 'en' | 'de'; readonly texts: ShareTexts } {
  const isGerman = /^\s*de\b/i.test(accepted ?? '');
  return isGerman ? { language: 'de', texts: GERMAN } : { language: 'en', texts: ENGLISH };
}
