import { describe, expect, it } from 'vitest'
import { createClient, queryString, type Request, type Response, type Tokens } from '@tuanzi/api/client'
import { endpoints } from '@tuanzi/api/endpoints'
import { ApiError, OFFLINE } from '@tuanzi/api/problem'

const problem = (status: number, code: string): Response => ({ status, headers: {}, body: { title: code, status, detail: `text of ${code}`, code } })
const session = { status: 200, headers: {}, body: { access_token: 'new', refresh_token: 'r2', access_expires_in_s: 900, member: { id: 'mem_1' }, is_new: false } }

/** A client on a scripted wire: `serve` answers each request. */
function wire(serve: (r: Request) => Response | Promise<Response>, start: Tokens | null = { access: 'old', refresh: 'r1' }, now: () => number = () => 0) {
  let tokens = start
  const sent: Request[] = []
  const out: string[] = []
  const { call } = createClient({
    base: '/api/v1/shop',
    transport: async (r) => {
      sent.push(r)
      return serve(r)
    },
    tokens: { read: () => tokens, write: (t) => (tokens = t) },
    visitor: () => 'visitor-1',
    now,
    language: () => 'en',
    onSignedOut: () => out.push('signed out'),
    onServerTime: (served) => out.push(served),
  })
  return { api: endpoints(call), sent, out, tokens: () => tokens }
}

describe('calls', () => {
  it('carry sign-in, visitor, language and an idempotency key', async () => {
    const w = wire(() => ({ status: 201, headers: { date: 'Sun, 22 Nov 2026 12:00:00 GMT' }, body: { order: { id: 'ord_1' } } }))
    const { order } = await w.api.checkout.place({ lines: [], deal: null, delivery: 'ship', address_id: null, pickup_point_id: null, quote_hash: 'h' }, 'key-1')
    expect(order.id).toBe('ord_1')
    expect(w.sent[0]).toMatchObject({ method: 'POST', url: '/api/v1/shop/orders', headers: { Authorization: 'Bearer old', 'X-Visitor': 'visitor-1', 'Accept-Language': 'en', 'Idempotency-Key': 'key-1' } })
    expect(w.out).toEqual(['Sun, 22 Nov 2026 12:00:00 GMT'])
  })
  it('tell with events when they were sent and whether they may be kept under a name', async () => {
    const w = wire(() => ({ status: 202, headers: {}, body: { accepted: 1, rejected: [] } }))
    await w.api.tracking.send([], '2026-11-22T08:00:00.000Z', false)
    await w.api.tracking.send([], '2026-11-22T08:00:00.000Z', true)
    expect(w.sent[0]?.body).toEqual({ events: [], sent_at: '2026-11-22T08:00:00.000Z' })
    expect(w.sent.map((r) => r.headers['X-Consent'])).toEqual(['none', 'full'])
  })
  it('escape ids and leave empty parameters out', async () => {
    const w = wire(() => ({ status: 200, headers: {}, body: { items: [], next: null } }))
    await w.api.goods.list({ q: '茶 & 咖啡', category: undefined, cursor: null })
    await w.api.goods.show('../me')
    expect(w.sent.map((r) => r.url)).toEqual([`/api/v1/shop/products?q=${encodeURIComponent('茶 & 咖啡')}`, '/api/v1/shop/products/..%2Fme'])
    expect(queryString({ a: 0, b: false, c: '' })).toBe('?a=0&b=false')
  })
  it('turn a problem into an error with its code and fields', async () => {
    const w = wire(() => ({ status: 422, headers: {}, body: { title: 't', status: 422, detail: 'd', code: 'request.invalid', errors: [{ path: 'body.phone', code: 'x', message: 'wrong' }] } }))
    const e = (await w.api.sign_in.code('1').catch((x: unknown) => x)) as ApiError
    expect(e).toBeInstanceOf(ApiError)
    expect([e.code, e.detail, e.field('phone'), e.field('name'), e.isUncertain]).toEqual(['request.invalid', 'd', 'wrong', null, false])
  })
  it('survive a proxy that answers in HTML', async () => {
    const w = wire(() => ({ status: 502, headers: {}, body: '<html>bad gateway</html>' }))
    await expect(w.api.goods.home()).rejects.toMatchObject({ code: 'client.unreadable', status: 502, isUncertain: true })
  })
})

describe('refresh', () => {
  it('happens once for all who wait, and each is sent again', async () => {
    const w = wire(async (r) => {
      if (r.url.endsWith('/sessions/refresh')) return session
      return r.headers.Authorization === 'Bearer new' ? { status: 200, headers: {}, body: { ok: true } } : problem(401, 'accounts.session_expired')
    })
    await Promise.all([w.api.wallet.show(), w.api.me.show(), w.api.addresses.list()])
    expect(w.sent.filter((r) => r.url.endsWith('/sessions/refresh'))).toHaveLength(1)
    expect(w.sent).toHaveLength(7)
    expect(w.tokens()).toEqual({ access: 'new', refresh: 'r2', until_ms: 900_000 })
  })
  it('signs out when the session is over', async () => {
    const w = wire((r) => problem(401, r.url.endsWith('refresh') ? 'accounts.session_over' : 'accounts.session_expired'))
    await expect(w.api.wallet.show()).rejects.toMatchObject({ status: 401 })
    expect([w.tokens(), w.out]).toEqual([null, ['signed out']])
  })
  it('keeps the session when the server is only unreachable', async () => {
    const w = wire((r) => {
      if (r.url.endsWith('/sessions/refresh')) throw new ApiError(OFFLINE, 0, '')
      return problem(401, 'accounts.session_expired')
    })
    await expect(w.api.wallet.show()).rejects.toMatchObject({ code: OFFLINE })
    expect([w.tokens(), w.out]).toEqual([{ access: 'old', refresh: 'r1' }, []])
  })
  it('does not loop when the new token is refused too', async () => {
    const w = wire((r) => (r.url.endsWith('/sessions/refresh') ? session : problem(401, 'accounts.no')))
    await expect(w.api.wallet.show()).rejects.toMatchObject({ code: 'accounts.no' })
    expect(w.sent).toHaveLength(3)
  })
  it('comes before a call with a token that has ended', async () => {
    const w = wire((r) => (r.url.endsWith('/sessions/refresh') ? session : { status: 200, headers: {}, body: {} }), { access: 'old', refresh: 'r1', until_ms: 1_000 }, () => 60_000)
    await w.api.teams.show('tea_1')
    expect(w.sent.map((r) => [r.url.replace(/^.*\//, ''), r.headers.Authorization])).toEqual([['refresh', 'Bearer old'], ['tea_1', 'Bearer new']])
  })
  it('comes after a reading that turns out to have been a stranger\'s', async () => {
    // The phone's clock is slow: only the answer tells that the token had ended.
    let now = 0
    const w = wire((r) => {
      now = 3_600_000
      return r.url.endsWith('/sessions/refresh') ? session : { status: 200, headers: {}, body: { mine: r.headers.Authorization === 'Bearer new' } }
    }, { access: 'old', refresh: 'r1', until_ms: 1_800_000 }, () => now)
    expect(await w.api.teams.show('tea_1')).toEqual({ mine: true })
    expect(w.sent).toHaveLength(3)
  })
  it('is not tried for a guest', async () => {
    const w = wire(() => problem(401, 'accounts.sign_in_needed'), null)
    await expect(w.api.wallet.show()).rejects.toMatchObject({ code: 'accounts.sign_in_needed' })
    expect(w.sent).toHaveLength(1)
  })
})
