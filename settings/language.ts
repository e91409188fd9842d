/** The language in which the command line writes. Loads nothing, since every command and its help need it. */

/** The values of `ECTICKET_LANG`. */
export const LANGUAGES = ['en', 'zh-TW'] as const;

export type Language = (typeof LANGUAGES)[number];

export const DEFAULT_LANGUAGE: Language = 'en';

/** Completes a sentence that starts with the setting's name. */
export const NOT_A_LANGUAGE = `is not one of ${LANGUAGES.join(', ')}`;

interface LanguageSetting {
  readonly ECTICKET_LANG?: string | undefined;
}

/** Returns the language of the environment, or undefined if `ECTICKET_LANG` names another. An empty one is not set. */
export function languageOf({ ECTICKET_LANG: value }: LanguageSetting): Language | undefined {
  return value === undefined || value === '' ? DEFAULT_LANGUAGE : LANGUAGES.find((language) => language === value);
}
