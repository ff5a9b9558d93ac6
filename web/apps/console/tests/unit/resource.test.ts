import { describe, expect, it } from 'vitest'
import { isExactView, isSameView, keysOf, readWish, type Filter } from '@/kit/resource'

const filters: Filter[] = [
  { key: 'state', label: 'x', kind: 'multi' },
  { key: 'q', label: 'x', kind: 'text' },
  { key: 'low', label: 'x', kind: 'switch' },
  { key: 'placed', label: 'x', kind: 'day-range' },
  { key: 'payable', label: 'x', kind: 'money-range' },
]

describe('what the address asks for', () => {
  it('is read by the kind of each filter', () => {
    const query = { state: 'paid,shipped', q: '番茄', low: 'true', placed_since: '2026-11-01T00:00:00Z', payable_min: '100', sort: '-payable' }
    expect(readWish(query, filters, '-placed')).toEqual({ state: ['paid', 'shipped'], q: '番茄', low: true, placed_since: '2026-11-01T00:00:00Z', payable_min: '100', sort: '-payable' })
  })
  it('leaves out what the list does not know, and falls back to its own order', () => {
    expect(readWish({ evil: '1', q: '', view: 'x' }, filters, '-placed')).toEqual({ sort: '-placed' })
  })
  it('has two parameters for a range', () => {
    expect(filters.flatMap(keysOf)).toEqual(['state', 'q', 'low', 'placed_since', 'placed_until', 'payable_min', 'payable_max'])
  })
})

describe('a view', () => {
  const view = { id: 'ship', title: 'x', query: { state: 'preparing' } }
  it('is lit when exactly its filters are set, whatever the order', () => {
    expect(isSameView({ state: 'preparing', sort: 'number' }, view)).toBe(true)
    expect(isSameView({ state: 'preparing', q: 'x' }, view)).toBe(false)
    expect(isSameView({}, view)).toBe(false)
    expect(isSameView({}, { id: 'all', title: 'x', query: {} })).toBe(true)
    const list = { sort: '-placed', columns: ['number', 'state'], standard: ['number', 'state'] }
    expect(isExactView({ state: 'preparing' }, view, list)).toBe(true)
    expect(isExactView({ state: 'preparing', sort: '-placed', view: 'viw_1' }, view, list)).toBe(true)
    expect(isExactView({ state: 'preparing', sort: 'number' }, view, list)).toBe(false)
    expect(isExactView({ state: 'preparing' }, { ...view, columns: ['state', 'number'] }, list)).toBe(true)
    expect(isExactView({ state: 'preparing' }, { ...view, columns: ['state'] }, list)).toBe(false)
    expect(isExactView({ state: 'preparing' }, view, { ...list, columns: ['number'] })).toBe(false)
  })
})
