import { createI18n } from 'vue-i18n'
import { shellWords } from './shell'
import { kitWords } from './kit'

export const LANGUAGES = ['zh-CN', 'en'] as const
export const LANGUAGE_NAMES: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' }
export type Language = (typeof LANGUAGES)[number]
export type Words = { [key: string]: string | Words }
export type ByLanguage = Record<Language, Words>
const KEY = 'tuanzi.console.language'

/** `views/<group>/<domain>/words.ts` holds the words of a domain under its own name: `default { 'zh-CN': { orders: … }, en: { orders: … } }`. */
const found = import.meta.glob<{ default: ByLanguage }>('../views/**/words.ts', { eager: true })

function messages(language: Language): Words {
  const all: Words = { ...shellWords[language], kit: kitWords[language] }
  for (const part of Object.values(found)) {
    for (const [name, words] of Object.entries(part.default[language])) {
      all[name] = typeof words === 'string' ? words : { ...((all[name] as Words) ?? {}), ...words }
    }
  }
  return all
}

function preferred(): Language {
  const kept = localStorage.getItem(KEY) as Language | null
  if (kept && LANGUAGES.includes(kept)) return kept
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
}

export const i18n = createI18n({
  legacy: false,
  locale: preferred(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': messages('zh-CN'), en: messages('en') } as Record<Language, never>,
})
document.documentElement.lang = i18n.global.locale.value

/** For code outside of components; inside, `useI18n` follows a change of language by itself. */
interface Speaker { t: (key: string, fields?: Record<string, unknown>) => string; te: (key: string) => boolean }
const speaker = i18n.global as unknown as Speaker
export const translate: Speaker['t'] = (key, fields) => speaker.t(key, fields ?? {})
export const isTranslated: Speaker['te'] = (key) => speaker.te(key)

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  localStorage.setItem(KEY, language)
  document.documentElement.lang = language
}
