import createClient from 'openapi-fetch'
import { i18n } from '@/locale'
import type { components, paths } from './schema'
import { asApiError, toApiError } from './problem'
import { accessToken, forget, freshToken, session, type Granted } from './session'

export type Schemas = components['schemas']
export const BASE = '/api/v1/console'

const bare = (request: Request) => globalThis.fetch(request)

async function refresh(token: string): Promise<Granted | null> {
  const answer = await fetch(`${BASE}/sessions/refresh`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh_token: token }),
  })
  if (answer.ok) return (await answer.json()) as Granted
  // Only a refusal ends the session; a server that is away for a moment does not.
  if (answer.status < 500) return null
  throw toApiError(answer.status, null)
}

/** The session was ended elsewhere, or its time is over: the guard of the routes leads to the sign-in. */
let onSignedOut = () => {}
export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

async function send(request: Request): Promise<Response> {
  const spare = request.clone()
  const authorised = async (each: Request, force = false) => {
    const had = session.kept !== null
    const token = await freshToken(refresh, force)
    if (token) each.headers.set('Authorization', `Bearer ${token}`)
    else if (had) onSignedOut()
    each.headers.set('Accept-Language', i18n.global.locale.value)
    return bare(each)
  }
  const answer = await authorised(request)
  if (answer.status !== 401 || !accessToken()) return answer
  const again = await authorised(spare, true)
  if (again.status === 401 && accessToken()) {
    forget()
    onSignedOut()
  }
  return again
}

/** Every endpoint of the console door, typed from its OpenAPI document: `ask(api.GET('/orders', { params: { query } }))`. */
export const api = createClient<paths>({ baseUrl: BASE, fetch: send })

interface Answer<T> { data?: T; error?: unknown; response: Response }

/** The body of a successful answer. Throws `ApiError`. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch (error) {
    throw asApiError(error)
  }
  if (!answer.response.ok) throw toApiError(answer.response.status, answer.error)
  return answer.data as T
}

/** For what has no place in the document: files up and down. Throws `ApiError`. */
export async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response
  try {
    answer = await send(new Request(new URL(BASE + path, location.origin), init))
  } catch (error) {
    throw asApiError(error)
  }
  if (!answer.ok) throw toApiError(answer.status, await answer.json().catch(() => null))
  return answer
}

/** A key for one intention: the same for every try of it. */
export const newKey = (): string => crypto.randomUUID()
export const idempotent = (key: string) => ({ header: { 'Idempotency-Key': key } })
