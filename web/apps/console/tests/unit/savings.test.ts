import { describe, expect, it } from 'vitest'
import { draftOf, empty, toWire, type Saving } from '@/views/deals/savings/saving'

const timed = (prices: { sku_id: string; price: number }[]) => ({ ...empty(), rule: { ...empty().rule, kind: 'limited_time' as const, prices } })

describe('a saving on its way to the server', () => {
  it('keeps fixed prices, without the steps that were not chosen', () => {
    const { rule } = toWire(timed([{ sku_id: 'sku_1', price: 990 }, { sku_id: '', price: 990 }]))
    expect(rule.prices).toEqual([{ sku_id: 'sku_1', price: 990 }])
    expect(rule.steps).toEqual([])
  })

  it('sends steps where there are no fixed prices', () => {
    const { rule } = toWire(timed([]))
    expect(rule.prices).toEqual([])
    expect(rule.steps).toEqual([{ pieces: 0, percent_off_bps: 2000 }])
  })

  it('is the same after it was read and written again', () => {
    const kept = { ...toWire(timed([{ sku_id: 'sku_1', price: 990 }])), id: 'sav_1', status: 'draft', version: 1, taken: 0, created_at: '2026-11-27T00:00:00Z', is_on: false } as Saving
    expect(toWire(draftOf(kept)).rule).toEqual(kept.rule)
  })

  it('leaves out rows where no SKU was chosen', () => {
    const draft = empty()
    draft.rule = { ...draft.rule, kind: 'bundle', parts: [{ sku_id: '', pieces: 1 }, { sku_id: 'sku_1', pieces: 2 }] }
    expect(toWire(draft).rule.parts).toEqual([{ sku_id: 'sku_1', pieces: 2 }])
  })
})
