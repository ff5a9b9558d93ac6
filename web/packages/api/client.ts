import { ApiError, toApiError } from './problem'
import type { Session } from './types'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export interface Request { method: Method; url: string; headers: Record<string, string>; body?: unknown; timeout_ms: number }
export interface Response { status: number; headers: Record<string, string>; body: unknown }
/** The one thing a platform has to supply. It rejects with an ApiError for offline and time-out. */
export type Transport = (request: Request) => Promise<Response>

/** `until_ms` is when the access token ends, by the server's clock; kept tokens of older versions lack it. */
export interface Tokens { access: string; refresh: string; until_ms?: number }
export interface TokenStore { read(): Tokens | null; write(tokens: Tokens | null): void }

export interface ClientOptions {
  transport: Transport
  base: string
  tokens: TokenStore
  visitor: () => string
  now: () => number
  language: () => string
  onSession?: (session: Session) => void
  onSignedOut?: () => void
  onServerTime?: (header: string, sent_at_ms: number, received_at_ms: number) => void
}

export type Query = Record<string, string | number | boolean | null | undefined>
export interface CallOptions { query?: Query; body?: unknown; key?: string; headers?: Record<string, string>; timeout_ms?: number }
export type Call = <T>(method: Method, path: string, options?: CallOptions) => Promise<T>

const TIMEOUT_MS = 15_000
/** A token this near to its end is renewed before it is used. */
const MARGIN_MS = 10_000

export const tokensOf = (session: Session, now_ms: number): Tokens => ({ access: session.access_token, refresh: session.refresh_token, until_ms: now_ms + session.access_expires_in_s * 1000 })

export function queryString(query: Query | undefined): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  }
  return parts.length ? `?${parts.join('&')}` : ''
}

/** Typed calls over any transport: sign-in header, one refresh for all who wait, problems as ApiError. */
export function createClient(options: ClientOptions): { call: Call } {
  let refreshing: Promise<boolean> | null = null

  async function send(method: Method, path: string, o: CallOptions): Promise<Response> {
    const headers: Record<string, string> = { 'Accept-Language': options.language(), 'X-Visitor': options.visitor() }
    const access = options.tokens.read()?.access
    if (access) headers.Authorization = `Bearer ${access}`
    if (o.key) headers['Idempotency-Key'] = o.key
    if (o.body !== undefined) headers['Content-Type'] = 'application/json'
    Object.assign(headers, o.headers)
    const sent = Date.now()
    const response = await options.transport({
      method,
      url: options.base + path + queryString(o.query),
      headers,
      body: o.body,
      timeout_ms: o.timeout_ms ?? TIMEOUT_MS,
    })
    const served = response.headers['x-server-time'] ?? response.headers.date
    if (served) options.onServerTime?.(served, sent, Date.now())
    return response
  }

  /** Resolves to false when the session is over; an unreachable server rejects, so that nobody is signed out by a tunnel. */
  async function refresh(): Promise<boolean> {
    const token = options.tokens.read()?.refresh
    if (!token) return false
    const response = await send('POST', '/sessions/refresh', { body: { refresh_token: token } })
    if (response.status === 200) {
      const session = response.body as Session
      options.tokens.write(tokensOf(session, options.now()))
      options.onSession?.(session)
      return true
    }
    if (response.status >= 500 || response.status === 429) throw toApiError(response.status, response.body)
    options.tokens.write(null)
    options.onSignedOut?.()
    return false
  }

  function refreshOnce(): Promise<boolean> {
    refreshing ??= refresh().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  // Where anybody may read, an ended token is no error: the answer is a stranger's. So it is renewed before, or read again after.
  const isOver = () => {
    const until = options.tokens.read()?.until_ms
    return until !== undefined && options.now() > until - MARGIN_MS
  }

  const call: Call = async <T>(method: Method, path: string, o: CallOptions = {}) => {
    if (isOver()) await refreshOnce()
    const used = options.tokens.read()?.access
    let response = await send(method, path, o)
    const stranger = method === 'GET' && response.status < 400 && isOver()
    if ((response.status === 401 || stranger) && used) {
      // Another call may have refreshed while this one was on its way.
      const renewed = options.tokens.read()?.access !== used || (await refreshOnce())
      if (renewed && options.tokens.read()) response = await send(method, path, o)
    }
    if (response.status >= 200 && response.status < 300) return response.body as T
    throw toApiError(response.status, response.body)
  }

  return { call }
}

export { ApiError }
