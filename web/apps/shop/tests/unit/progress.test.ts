import { describe, expect, it } from 'vitest'
import { progress } from '@tuanzi/kit/progress'

const shown = (state: string, team_id: string | null = null, delivery = 'ship') => progress({ state, team_id, delivery }).map((s) => `${s.key}:${s.at}`).join(' ')

describe('the progress of an order', () => {
  it.each([
    ['awaiting_payment', 'placed:done paid:now shipped:todo received:todo'],
    ['preparing', 'placed:done paid:done shipped:now received:todo'],
    ['shipped', 'placed:done paid:done shipped:done received:now'],
    ['received', 'placed:done paid:done shipped:done received:done'],
    ['completed', 'placed:done paid:done shipped:done received:done'],
  ])('of %s', (state, steps) => expect(shown(state)).toBe(steps))
  it('has the team in it when there is one', () => expect(shown('waiting', 'tea_1')).toBe('placed:done paid:done team:now shipped:todo received:todo'))
  it('waits for a team also before the team is known', () => expect(shown('waiting')).toContain('team:now'))
  it('ends at the shop when the goods are fetched there', () => {
    expect(shown('preparing', null, 'pickup')).toBe('placed:done paid:done ready:now received:todo')
    expect(shown('ready_for_pickup', 'tea_1', 'pickup')).toBe('placed:done paid:done team:done ready:done received:now')
  })
  it('is nothing for a closed order', () => expect(shown('closed', 'tea_1')).toBe(''))
})
