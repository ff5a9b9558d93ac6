import { describe, expect, it } from 'vitest'
import { exact, lowest, priceTag, saving, shortCount } from '@tuanzi/kit/money'

const cny = (amount: number) => ({ amount, currency: 'CNY' })

describe('money', () => {
  it.each([[4990, '¥49.9', '¥49.90'], [5000, '¥50', '¥50.00'], [5, '¥0.05', '¥0.05'], [0, '¥0', '¥0.00'], [-305, '-¥3.05', '-¥3.05'], [9_007_199_254_740_991, '¥90071992547409.91', '¥90071992547409.91']])(
    'prints %i minor units without a float',
    (amount, tag, bill) => {
      expect(priceTag(cny(amount))).toBe(tag)
      expect(exact(cny(amount))).toBe(bill)
    },
  )
  it('names what is saved, and nothing when nothing is', () => {
    expect(saving(cny(3990), cny(2990))).toEqual(cny(1000))
    expect(saving(cny(2990), cny(2990))).toBeNull()
    expect(saving(cny(3990), { amount: 1, currency: 'USD' })).toBeNull()
  })
  it('finds the lowest price', () => {
    expect(lowest([cny(3), cny(1), cny(2)])).toEqual(cny(1))
    expect(lowest([])).toBeNull()
  })
  it('shortens counts as people say them', () => {
    expect([shortCount(9999, 'zh-CN'), shortCount(12_840, 'zh-CN'), shortCount(20_000, 'zh-CN')]).toEqual(['9999', '1.2万', '2万'])
    expect([shortCount(999, 'en'), shortCount(12_840, 'en')]).toEqual(['999', '12.8k'])
  })
})
