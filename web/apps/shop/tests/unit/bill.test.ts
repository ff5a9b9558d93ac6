import { describe, expect, it } from 'vitest'
import { byLabel } from '@tuanzi/kit/bill'

const off = (label: string, amount: number, line = 'sku_1') => ({ source: 'savings', label, amount: { amount, currency: 'CNY' }, line, bearer: 'platform' as const })

describe('the lines of a bill', () => {
  it('says a discount once, however many lines it is spread over', () => {
    const shown = byLabel([off('粮油满减', -321), off('新人价', -100), off('粮油满减', -679, 'sku_2')])
    expect(shown.map((each) => [each.label, each.amount.amount])).toEqual([['粮油满减', -1000], ['新人价', -100]])
  })
})
