import { expect, it } from 'vitest'
import { stateOf } from '@/views/goods/inventory/level'

it('tells how a level stands', () => {
  const level = (free: number) => ({ free, low_at: 10 })
  expect([level(0), level(-3), level(10), level(11)].map(stateOf)).toEqual(['out', 'over', 'low', null])
})
