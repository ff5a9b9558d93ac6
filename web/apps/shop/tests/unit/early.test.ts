import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeEarly } from '@/lib/early'

const request = { method: 'GET' as const, url: '/api/v1/shop/home', headers: {}, timeout_ms: 1 }
const page = { tzEarly: undefined as Window['tzEarly'] }

describe('an answer that was asked for before the app was there', () => {
  beforeEach(() => {
    page.tzEarly = { url: request.url, answer: Promise.resolve({ status: 200, body: { banners: [] } }) }
    Object.assign(globalThis, { window: page })
  })
  afterEach(() => void Reflect.deleteProperty(globalThis, 'window'))
  it('is taken once', async () => {
    expect(await takeEarly(request)).toEqual({ status: 200, body: { banners: [] }, headers: {} })
    expect(await takeEarly(request)).toBeNull()
  })
  it('is for its own request only', async () => {
    expect(await takeEarly({ ...request, url: '/api/v1/shop/cart' })).toBeNull()
    expect(await takeEarly({ ...request, method: 'POST' })).toBeNull()
    expect(page.tzEarly).toBeDefined()
  })
  it('is none when it went wrong', async () => {
    page.tzEarly = { url: request.url, answer: Promise.resolve(null) }
    expect(await takeEarly(request)).toBeNull()
  })
})
