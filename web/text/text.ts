import i18next, { type i18n, type TFunction } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { english, type Texts } from './english.ts';
import type { lateEnglish } from './late.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof english & typeof lateEnglish };
  }
}

/** Gives a text by its key. */
export type Text = TFunction;

/** The languages there are, named as their speakers do. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const OTHERS: Partial<Record<Language, () => Promise<Texts>>> = {
  de: async () => (await import('./german.ts')).german,
};

const KEY = 'language';

/** Loads the texts in the language chosen before, or else the browser's. */
export async function openTexts(storage: Pick<Storage, 'getItem'>, preferred: readonly string[]): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false }, // React escapes
  });
  await speak(chosenLanguage(storage.getItem(KEY), preferred));
}

/** The app's language from now on, kept for the next visit. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await speak(language);
}

/** Which language to begin with. */
export function chosenLanguage(kept: string | null, preferred: readonly string[]): Language {
  for (const tag of [kept, ...preferred]) {
    const language = tag?.slice(0, 2).toLowerCase();
    if (language && isLanguage(language)) return language;
  }
  return 'en';
}

/** The texts of the app, and the language they are in. */
export function useText(): { t: Text; language: Language } {
  const { t, i18n } = useTranslation();
  return { t, language: languageOf(i18n) };
}

async function speak(language: Language): Promise<void> {
  const texts = await OTHERS[language]?.();
  if (texts) i18next.addResourceBundle(language, 'translation', texts);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function languageOf({ language }: i18n): Language {
  return isLanguage(language) ? language : 'en';
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}
