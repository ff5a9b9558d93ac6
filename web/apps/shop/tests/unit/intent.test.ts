import { describe, expect, it, vi } from 'vitest'
import { Intent, singleFlight } from '@tuanzi/kit/intent'
import { randomId } from '@tuanzi/kit/ids'

describe('intent', () => {
  it('keeps its key for the same wish until a final answer', () => {
    const intent = new Intent()
    const key = intent.keyFor({ lines: [1] })
    expect(intent.keyFor({ lines: [1] })).toBe(key)
    intent.done()
    expect(intent.keyFor({ lines: [1] })).not.toBe(key)
  })
  it('takes a new key when the wish changes', () => {
    const intent = new Intent()
    const key = intent.keyFor({ method: 'sandbox' })
    expect(intent.keyFor({ method: 'balance' })).not.toBe(key)
  })
})

describe('single flight', () => {
  it('runs once for a double tap and again afterwards', async () => {
    const work = vi.fn(async (n: number) => n)
    const once = singleFlight(work)
    expect(await Promise.all([once(1), once(2)])).toEqual([1, 1])
    expect(await once(3)).toBe(3)
    expect(work).toHaveBeenCalledTimes(2)
  })
  it('is free again after a failure', async () => {
    let fail = true
    const once = singleFlight(async () => {
      if (fail) throw new Error('no')
      return 'yes'
    })
    await expect(once()).rejects.toThrow('no')
    fail = false
    expect(await once()).toBe('yes')
  })
})

it('makes UUIDs that differ, with or without crypto', () => {
  const ids = new Set(Array.from({ length: 500 }, randomId))
  vi.stubGlobal('crypto', undefined)
  for (let i = 0; i < 500; i += 1) ids.add(randomId())
  vi.unstubAllGlobals()
  expect(ids.size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
