import { expect, it } from 'vitest'
import { areasOf, held } from '@/views/people/access/permissions'

it('sorts permissions by what they are about and tells how much of an area is held', () => {
  const [audit, orders] = areasOf(['orders.refund', 'audit.read', 'orders.read'])
  expect([audit, orders]).toEqual([{ area: 'audit', permissions: ['audit.read'] }, { area: 'orders', permissions: ['orders.read', 'orders.refund'] }])
  expect([held(orders!, new Set()), held(orders!, new Set(['orders.read'])), held(orders!, new Set(['orders.read', 'orders.refund', 'x.y']))]).toEqual(['none', 'some', 'all'])
})
