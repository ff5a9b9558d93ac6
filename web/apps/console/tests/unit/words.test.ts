import { expect, it } from 'vitest'
import { i18n, LANGUAGES, type Words } from '@/locale'

function keys(words: Words, before = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keys(value, `${before}${key}.`)))
}
const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()

it('says everything in both languages, with the same places', () => {
  const [zh, en] = LANGUAGES.map((language) => i18n.global.getLocaleMessage(language) as unknown as Words)
  expect(keys(en!).sort()).toEqual(keys(zh!).sort())
  const at = (words: Words, path: string) => path.split('.').reduce<Words | string>((found, part) => (found as Words)[part]!, words) as string
  for (const key of keys(zh!)) expect([key, places(at(en!, key))]).toEqual([key, places(at(zh!, key))])
})
