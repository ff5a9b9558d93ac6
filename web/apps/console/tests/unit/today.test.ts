import { expect, it } from 'vitest'
import { compare } from '@/views/home/today/places'

it('compares in whole percent and says plainly when there is nothing to compare with', () => {
  expect([compare(150, 100), compare(50, 100), compare(100, 100), compare(5, 0), compare(0, 0)]).toEqual([
    { kind: 'up', percent: 50 },
    { kind: 'down', percent: 50 },
    { kind: 'same', percent: 0 },
    { kind: 'from_zero', percent: 0 },
    { kind: 'same', percent: 0 },
  ])
})
