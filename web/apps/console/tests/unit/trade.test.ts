import { expect, it } from 'vitest'
import { filtersOf, waysBack, type OrderDetail } from '@/views/trade/orders/orders'
import { prefixOf } from '@/views/trade/fulfilment/regions'
import { isSilent, percentOf, type Errand } from '@/views/errands/errands'
import { EXPORT_COLUMNS, filtersWith, MORE, NAMED, VIEWS } from '@/views/trade/orders/columns'
import { keysOf } from '@/kit/resource'

const errand = (given: Partial<Errand>) => ({ state: 'running', total: 200, done: 50, moved_at: '2026-11-26T08:00:00Z', ...given }) as Errand

it('says how far long work is only when it knows', () => {
  expect(percentOf(errand({}))).toBe(25)
  expect(percentOf(errand({ total: null }))).toBeNull()
  expect(percentOf(errand({ total: null, state: 'done' }))).toBe(100)
})

it('says that long work pauses when nobody has worked on it for a while', () => {
  const at = Date.parse('2026-11-26T08:00:00Z')
  expect(isSilent(errand({}), at + 5_000)).toBe(false)
  expect(isSilent(errand({}), at + 60_000)).toBe(true)
  expect(isSilent(errand({ state: 'done' }), at + 60_000)).toBe(false)
})

it('sends what the address asks for, amounts as numbers and no sort', () => {
  expect(filtersOf({ state: ['preparing'], payable_min: '1000', sort: '-paid', overdue: true })).toEqual({ state: ['preparing'], payable_min: 1000, overdue: true })
})

it('names a place by the digits before the zeros', () => {
  expect(['370000', '370700', '370783', '100000'].map(prefixOf)).toEqual(['37', '3707', '370783', '10'])
})

it('has a filter for whatever a view or a chip names', () => {
  const filters = filtersWith(() => [])
  const keys = new Set(filters.flatMap(keysOf))
  for (const view of VIEWS) for (const key of Object.keys(view.query)) expect(keys).toContain(key)
  for (const key of [...MORE, ...NAMED]) expect(filters.map((each) => each.key)).toContain(key)
  expect(new Set(EXPORT_COLUMNS).size).toBe(EXPORT_COLUMNS.length)
})

it('sends money back the way it came only when it came from outside', () => {
  const paid = (...methods: string[]) => ({ payments: methods.map((method) => ({ method, state: 'paid' })) }) as OrderDetail
  expect(waysBack(paid('balance'))).toEqual(['balance'])
  expect(waysBack(paid('balance', 'wechat_h5'))).toEqual(['gateway', 'balance'])
  expect(waysBack({ payments: [{ method: 'wechat_h5', state: 'closed' }] } as OrderDetail)).toEqual(['balance'])
})
