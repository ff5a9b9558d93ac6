import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { files, read } from '../../../../packages/ui/tokens/build.mjs'
import { contrast } from '../../../../packages/ui/tokens/contrast.mjs'

const tokens = read()
const root = join(__dirname, '../../../../..')
const src = join(__dirname, '../../src')
const flat = (look: 'light' | 'dark') => Object.assign({}, ...Object.values(tokens[look])) as Record<string, string>
const pairs = (kind: 'text' | 'mark') => Object.entries(tokens.pairs[kind]).flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const))

describe('tokens', () => {
  it.each(Object.entries(files(tokens)))('are what stands in %s', (path, text) => expect(readFileSync(join(root, path), 'utf8')).toBe(text))
  it('have the same names in light and dark', () => expect(Object.keys(flat('dark'))).toEqual(Object.keys(flat('light'))))
  it('define every variable the app uses', () => {
    const known = new Set([...Object.keys(flat('light')), ...Object.values(tokens.scale).flatMap((group) => Object.keys(group)), 'safe-bottom'])
    const strange: string[] = []
    for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(vue|scss|ts)$/.test(f))) {
      const text = readFileSync(join(src, file), 'utf8')
      for (const [, name] of text.matchAll(/var\(--([\w-]+)/g)) if (name && !known.has(name) && !/^(wot|window)-/.test(name)) strange.push(`${file}: ${name}`)
    }
    expect(strange).toEqual([])
  })
})

describe('contrast', () => {
  it('counts as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#c93512', '#c93512')).toBe(1)
  })
  for (const look of ['light', 'dark'] as const) {
    const colours = flat(look)
    it.each(pairs('text'))(`${look}: %s on %s can be read`, (text, ground) => expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5))
    it.each(pairs('mark'))(`${look}: %s on %s can be seen`, (text, ground) => expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(3))
  }
})
