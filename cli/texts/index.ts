import type { Language } from '../../settings/language.js';
import { EN, type Texts } from './en.js';
import { ZH_TW } from './zh-tw.js';

export { EN, type Texts } from './en.js';

export const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, 'zh-TW': ZH_TW };
