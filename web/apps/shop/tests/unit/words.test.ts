import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/locale/en'
import zh from '@/locale/zh-CN'

type Tree = { [key: string]: string | Tree }
const flat = (tree: Tree, at = ''): Record<string, string> =>
  Object.entries(tree).reduce((all, [key, value]) => ({ ...all, ...(typeof value === 'string' ? { [at + key]: value } : flat(value, `${at}${key}.`)) }), {})
const words = { zh: flat(zh), en: flat(en) }
const src = join(__dirname, '../../src')
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(vue|ts)$/.test(f) && !f.startsWith('locale'))

describe('words', () => {
  it('are complete in both languages, with the same placeholders', () => {
    expect(Object.keys(words.en).sort()).toEqual(Object.keys(words.zh).sort())
    const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
    for (const [key, text] of Object.entries(words.zh)) expect([key, holes(words.en[key] ?? '')]).toEqual([key, holes(text)])
  })
  it('leave no Chinese in the English texts', () => expect(Object.entries(words.en).filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([]))
  it('exist for every key the code names', () => {
    const missing: string[] = []
    for (const file of sources) {
      const text = readFileSync(join(src, file), 'utf8')
      for (const [, key] of text.matchAll(/(?:\bt|useTitle)\(\s*'([\w.]+)'/g)) if (key && !(key in words.zh)) missing.push(`${file}: ${key}`)
    }
    expect(missing).toEqual([])
  })
  it('stand in the catalogue, not in the code', () => {
    const found = sources.filter((file) => {
      const text = readFileSync(join(src, file), 'utf8')
      const code = text.replace(/<!--[\s\S]*?-->/g, '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
      return /\p{Script=Han}/u.test(code)
    })
    expect(found).toEqual([])
  })
})
