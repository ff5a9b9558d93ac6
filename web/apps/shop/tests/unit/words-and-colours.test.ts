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

describe('colours', () => {
  const scss = readFileSync(join(__dirname, '../../../../packages/ui/tokens/_colours.scss'), 'utf8')
  const mode = (name: string) => Object.fromEntries([...(scss.split(`@mixin ${name}`)[1]?.split('@mixin')[0] ?? '').matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, key, hex]) => [key, hex])) as Record<string, string>
  const light = (hex: string) => {
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (a: string, b: string) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p) as [number, number]
    return (x + 0.05) / (y + 0.05)
  }
  const PAIRS = [['ink', 'bg'], ['ink', 'surface'], ['ink', 'fill'], ['ink-2', 'bg'], ['ink-2', 'surface'], ['ink-2', 'fill'], ['ink-2', 'gold-soft'], ['ink-3', 'bg'], ['ink-3', 'surface'], ['ink-3', 'fill'], ['accent-text', 'bg'], ['accent-text', 'surface'], ['accent-text', 'accent-soft'], ['on-accent', 'accent'], ['leaf', 'surface'], ['leaf', 'leaf-soft'], ['gold', 'surface'], ['gold', 'gold-soft'], ['danger', 'surface']] as const
  for (const name of ['light-colours', 'dark-colours'])
    it.each(PAIRS)(`${name}: %s on %s can be read`, (text, ground) => {
      const colours = mode(name)
      expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5)
    })
})
