import { createI18n } from 'vue-i18n'
import zh from './zh-CN'
// #ifndef H5
import en from './en'
// #endif

export type Language = 'zh-CN' | 'en'
export const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'zh-CN', name: '简体中文' },
  { code: 'en', name: 'English' },
]
export const isLanguage = (value: unknown): value is Language => value === 'zh-CN' || value === 'en'

export const i18n = createI18n({ legacy: false, locale: 'zh-CN' as Language, fallbackLocale: 'zh-CN', messages: { 'zh-CN': zh } as { [key: string]: typeof zh } })
// #ifndef H5
i18n.global.setLocaleMessage('en', en)
// #endif

/** Resolves once the words of a language are here. On H5 the English ones come in a file of their own: most shoppers never need them. */
export async function wordsOf(language: Language): Promise<void> {
  // #ifdef H5
  if (language !== 'en' || i18n.global.availableLocales.includes('en')) return
  const page = document.documentElement.style
  // Rather nothing for a moment than a page that changes its language under one's eyes.
  page.visibility = 'hidden'
  await import('./en').then((words) => i18n.global.setLocaleMessage('en', words.default), () => undefined)
  page.visibility = ''
  // #endif
  void language
}
