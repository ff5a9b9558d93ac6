import { describe, expect, it } from 'vitest'
import { lowest, marginOf, successRate, troubleOf, type Row } from '@/views/deals/groupbuy/activity'
import { cheaperBy, empty, fromActivity, toWire } from '@/views/deals/groupbuy/draft'

const yuan = (amount: number) => ({ amount, currency: 'CNY' })
const sku = { id: 'sku_a', options: ['5 斤'], price: yuan(8900), cost: yuan(4200) }

describe('prices', () => {
  it('warn below cost and where nothing is saved', () => {
    expect(troubleOf(sku, yuan(4100))).toEqual({ below_cost: true, not_lower: false })
    expect(troubleOf(sku, yuan(8900))).toEqual({ below_cost: false, not_lower: true })
    expect(troubleOf({ ...sku, cost: null }, yuan(1))).toEqual({ below_cost: false, not_lower: false })
    expect(troubleOf(sku, null)).toEqual({ below_cost: false, not_lower: false })
  })
  it('show their margin in tenths of a percent', () => {
    expect(marginOf(sku, yuan(5000))).toBe(16)
    expect(marginOf(sku, yuan(4000))).toBe(-5)
    expect(marginOf({ ...sku, cost: null }, yuan(5000))).toBeNull()
  })
  it('are filled in at once and never fall to nothing', () => {
    expect(cheaperBy([sku, { id: 'sku_b', price: yuan(100) }], yuan(5000), 0)).toEqual({ sku_a: yuan(3900), sku_b: yuan(1) })
  })
})

describe('a draft', () => {
  it('becomes what the API takes: variants without a price are left out, a reward has only its own part', () => {
    const draft = { ...empty(0), product_id: 'prd_1', title: ' 三人团 ', tiers: [{ size: 3, prices: { sku_a: yuan(3900), sku_b: null } }], reward_kind: 'cashback_bps' as const, reward_percent: 5.25, reward_amount: yuan(1) }
    expect(toWire(draft)).toMatchObject({ title: '三人团', sizes: [{ size: 3, skus: [{ sku_id: 'sku_a', price: yuan(3900) }] }], team_duration_s: 86_400, leader_reward: { kind: 'cashback_bps', amount: null, bps: 525 } })
  })
  it('comes back from an activity unchanged, and a copy begins now', () => {
    const wire = { ...toWire({ ...empty(0), product_id: 'prd_1', title: '团', tiers: [{ size: 2, prices: { sku_a: yuan(1) } }] }), id: 'gba_1', status: 'draft', version: 1, left: null, created_at: '', updated_at: '' } as unknown as Parameters<typeof fromActivity>[0]
    expect(toWire(fromActivity(wire))).toEqual(toWire({ ...empty(0), product_id: 'prd_1', title: '团', tiers: [{ size: 2, prices: { sku_a: yuan(1) } }] }))
    expect(fromActivity(wire, 86_400_000).window[0]).toBe('1970-01-02T00:00:00.000Z')
  })
})

it('tells how an activity does', () => {
  const figures = { forming: 1, succeeded: 3, failed: 1, seats: 0, pieces: 0, members: 0, rewards: yuan(0) }
  expect([successRate(figures), successRate({ ...figures, succeeded: 0, failed: 0 })]).toEqual([75, null])
  expect(lowest({ sizes: [{ size: 2, skus: [{ sku_id: 'a', price: yuan(5) }] }, { size: 3, skus: [{ sku_id: 'a', price: yuan(3) }] }] } as unknown as Row)).toEqual(yuan(3))
})
