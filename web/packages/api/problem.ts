import type { Problem } from './types'

/** Codes the client itself gives to trouble that never reached the server. */
export const OFFLINE = 'client.offline'
export const TIMEOUT = 'client.timeout'
export const UNREADABLE = 'client.unreadable'

/** Every failure of a call, as RFC 9457 or as one of the client's own codes. Show `detail`, branch on `code`. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly problem: Problem | null

  constructor(code: string, status: number, detail: string, problem: Problem | null = null) {
    super(`${code} (${status})`)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.detail = detail
    this.problem = problem
  }

  /** True when nobody knows whether the server did the work: the same intention may be sent again. */
  get isUncertain(): boolean {
    return this.code === OFFLINE || this.code === TIMEOUT || this.status >= 500
  }

  /** The message of the field at `path`, e.g. `phone`, when the server refused one. */
  field(path: string): string | null {
    return this.problem?.errors?.find((e) => e.path === path || e.path.endsWith(`.${path}`))?.message ?? null
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).code === 'string'
}

/** Turns a non-2xx answer into an ApiError, whatever a proxy on the way made of it. */
export function toApiError(status: number, body: unknown): ApiError {
  let parsed = body
  if (typeof body === 'string') {
    try {
      parsed = JSON.parse(body)
    } catch {
      parsed = null
    }
  }
  if (isProblem(parsed)) return new ApiError(parsed.code, status, parsed.detail ?? parsed.title ?? '', parsed)
  return new ApiError(UNREADABLE, status, '')
}

export function asApiError(e: unknown): ApiError {
  return e instanceof ApiError ? e : new ApiError(UNREADABLE, 0, e instanceof Error ? e.message : '')
}
