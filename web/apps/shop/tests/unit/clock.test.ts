import { describe, expect, it } from 'vitest'
import { clockText, ServerClock, timeLeft } from '@tuanzi/kit/clock'

describe('time left', () => {
  it('rounds up, so that zero means over', () => {
    expect(timeLeft(1_000, 1)).toMatchObject({ seconds: 1 })
    expect(timeLeft(1_000, 1_000)).toMatchObject({ total_ms: 0, seconds: 0 })
    expect(timeLeft(1_000, 5_000)).toMatchObject({ total_ms: 0, days: 0, hours: 0, minutes: 0, seconds: 0 })
  })
  it('splits days, hours, minutes and seconds', () => {
    const left = timeLeft(((49 * 60 + 2) * 60 + 3) * 1000, 0)
    expect(left).toMatchObject({ days: 2, hours: 1, minutes: 2, seconds: 3 })
    expect(clockText(left)).toBe('49:02:03')
  })
})

describe('server clock', () => {
  const noon = Date.parse('2026-11-22T12:00:00.000Z')
  it('corrects a phone that runs ten minutes fast', () => {
    let local = noon + 600_000
    const clock = new ServerClock(() => local)
    clock.observe('2026-11-22T12:00:00.000Z', local - 100, local)
    expect(clock.now()).toBe(noon + 50)
    local += 1000
    expect(clock.now()).toBe(noon + 1050)
  })
  it('prefers the answer with the shortest way', () => {
    const local = noon
    const clock = new ServerClock(() => local)
    clock.observe('2026-11-22T12:00:05.000Z', local - 20, local)
    clock.observe('2026-11-22T12:00:05.900Z', local - 2_000, local)
    expect(clock.now()).toBe(noon + 5_010)
  })
  it('follows a jump, such as a phone whose clock was set', () => {
    const clock = new ServerClock(() => noon)
    clock.observe('2026-11-22T12:00:00.000Z', noon - 20, noon)
    clock.observe('2026-11-22T14:00:00.000Z', noon - 300, noon)
    expect(clock.now()).toBe(noon + 7_200_150)
  })
  it('ignores a header that is no time', () => {
    const clock = new ServerClock(() => 5)
    clock.observe('soon', 1, 2)
    expect(clock.now()).toBe(5)
  })
})
