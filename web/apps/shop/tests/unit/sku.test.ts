import { describe, expect, it } from 'vitest'
import { chosenSku, clampQuantity, firstChoice, isSelectable, openOptions, optionsOf, pictureOf, toggle } from '@tuanzi/kit/sku'

const options = [{ name: '口味', values: ['原味', '桂花'] }, { name: '规格', values: ['500g', '1kg'] }]
const skus = [
  { id: 'a', options: ['原味', '500g'], available: 3 },
  { id: 'b', options: ['原味', '1kg'], available: 0 },
  { id: 'c', options: ['桂花', '1kg'], available: 5 },
]

describe('SKU choice', () => {
  it('offers a value only if some SKU in stock has it with the rest of the choice', () => {
    expect(isSelectable(skus, [null, null], 1, '1kg')).toBe(true)
    expect(isSelectable(skus, ['原味', null], 1, '1kg')).toBe(false)
    expect(isSelectable(skus, ['桂花', null], 1, '500g')).toBe(false)
    expect(isSelectable(skus, ['桂花', '1kg'], 0, '原味')).toBe(false)
  })
  it('lets a chosen value go and keeps the other option', () => {
    expect(toggle(['原味', '500g'], 0, '原味')).toEqual([null, '500g'])
    expect(toggle(['原味', '500g'], 0, '桂花')).toEqual(['桂花', '500g'])
  })
  it('means one SKU only when complete', () => {
    expect(chosenSku(skus, ['原味', null])).toBeNull()
    expect(chosenSku(skus, ['桂花', '1kg'])?.id).toBe('c')
    expect(chosenSku(skus, ['桂花', '500g'])).toBeNull()
    expect(chosenSku([{ id: 'x', options: [], available: 1 }], [])?.id).toBe('x')
  })
  it('starts with what is no choice at all', () => {
    expect(firstChoice(options, skus)).toEqual([null, null])
    expect(firstChoice(options, [skus[0]!, skus[1]!])).toEqual(['原味', '500g'])
    expect(firstChoice([{ name: 'x', values: ['only'] }, options[1]!], [])).toEqual(['only', null])
  })
  it('names the options still open', () => expect(openOptions(options, ['原味', null])).toEqual(['规格']))
  it('rebuilds options from SKUs alone', () => expect(optionsOf(skus, ['口味'])).toEqual([{ name: '口味', values: ['原味', '桂花'] }, { name: '', values: ['500g', '1kg'] }]))
  it.each([[0, 5, 1], [9, 5, 5], [2.7, 5, 2], [Number.NaN, 5, 1], [3, 0, 1]])('holds %d of at most %d to %d', (wanted, most, got) => expect(clampQuantity(wanted, most)).toBe(got))
})

describe('the picture of a value', () => {
  const sku = (options: string[], key: string | null) => ({ id: options.join(), options, available: 1, picture: key ? { key } : null })
  const scarves = [sku(['红', '大'], 'red'), sku(['红', '小'], 'red'), sku(['蓝', '大'], 'blue')]
  it('tells values apart that look different', () => expect([pictureOf(scarves, 0, '红')?.key, pictureOf(scarves, 0, '蓝')?.key]).toEqual(['red', 'blue']))
  it('is none for an option that does not change the look', () => expect([pictureOf(scarves, 1, '大'), pictureOf(scarves, 1, '小')]).toEqual([null, null]))
  it('is none where all look the same or nobody has one', () => expect([pictureOf([sku(['大'], 'a'), sku(['小'], 'a')], 0, '大'), pictureOf([sku(['大'], null), sku(['小'], null)], 0, '大')]).toEqual([null, null]))
})
