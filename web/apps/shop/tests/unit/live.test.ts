import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Live, retryDelay, type SocketEvents } from '@tuanzi/api/live'

interface Line { events: SocketEvents; sent: string[]; closed: boolean }
let lines: Line[] = []
const connect = (events: SocketEvents) => {
  const line: Line = { events, sent: [], closed: false }
  lines.push(line)
  return { send: (text: string) => void line.sent.push(text), close: () => void (line.closed = true) }
}
const say = (line: Line, topic: string, event = 'changed') => line.events.message(JSON.stringify({ topic, event, data: { missing: 1 } }))

beforeEach(() => {
  lines = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('live', () => {
  it('opens with the first listener, subscribes with the token and closes with the last', () => {
    const live = new Live(connect, () => 'access')
    const got: string[] = []
    const off = live.on('team:tea_1', (m) => got.push(m.event))
    lines[0]!.events.open()
    const off2 = live.on('order:ord_1', () => got.push('order'))
    expect(lines[0]!.sent.map((t) => JSON.parse(t) as unknown)).toEqual([{ subscribe: ['team:tea_1'], token: 'access' }, { subscribe: ['order:ord_1'], token: 'access' }])
    say(lines[0]!, 'team:tea_1')
    say(lines[0]!, 'team:other')
    lines[0]!.events.message('not json')
    expect(got).toEqual(['changed'])
    off()
    expect(lines[0]!.closed).toBe(false)
    expect(lines[0]!.sent.slice(-1)[0]).toBe('{"unsubscribe":["team:tea_1"]}')
    off2()
    expect(lines[0]!.closed).toBe(true)
  })
  it('comes back after a cut and tells listeners to read afresh', () => {
    const live = new Live(connect, () => null)
    const got: string[] = []
    live.on('team:tea_1', (m) => got.push(m.event))
    lines[0]!.events.open()
    lines[0]!.events.close()
    vi.advanceTimersByTime(2_000)
    expect(lines).toHaveLength(2)
    lines[1]!.events.open()
    expect(got).toEqual(['reconnected'])
    say(lines[0]!, 'team:tea_1')
    expect(got).toEqual(['reconnected'])
  })
  it('gives up a line that has gone silent', () => {
    const live = new Live(connect, () => null)
    live.on('team:tea_1', () => undefined)
    lines[0]!.events.open()
    vi.advanceTimersByTime(59_000)
    lines[0]!.events.message('{"event":"ping"}')
    vi.advanceTimersByTime(59_000)
    expect(lines[0]!.closed).toBe(false)
    vi.advanceTimersByTime(3_000)
    expect([lines[0]!.closed, lines.length]).toEqual([true, 2])
  })
  it('does not come back when nobody listens', () => {
    const live = new Live(connect, () => null)
    const off = live.on('team:tea_1', () => undefined)
    lines[0]!.events.close()
    off()
    vi.advanceTimersByTime(60_000)
    expect(lines).toHaveLength(1)
  })
  it('waits longer each time, never more than 30 s', () => {
    expect([0, 1, 2, 9].map((n) => retryDelay(n, 1))).toEqual([1_000, 2_000, 4_000, 30_000])
    expect(retryDelay(1, 0)).toBe(1_000)
  })
})
