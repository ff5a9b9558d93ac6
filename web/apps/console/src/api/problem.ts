/** What went wrong with a call, as the API says it (RFC 9457), or as the browser does. Show `message`, branch on `code`. */
export interface FieldProblem { path: string; code: string; message: string }
export interface Problem { code: string; status: number; title: string; detail: string; request_id: string; errors?: FieldProblem[] | null; [field: string]: unknown }

export const OFFLINE = 'client.offline'
export const UNREADABLE = 'client.unreadable'

export class ApiError extends Error {
  constructor(readonly code: string, readonly status: number, message: string, readonly problem: Problem | null = null) {
    super(message)
    this.name = 'ApiError'
  }

  /** Whether nobody knows if the server did the work. */
  get isUncertain(): boolean {
    return this.code === OFFLINE || this.status >= 500
  }
}

export function toApiError(status: number, body: unknown): ApiError {
  const problem = body as Problem | null
  if (typeof problem === 'object' && problem !== null && typeof problem.code === 'string') {
    return new ApiError(problem.code, status, problem.detail || problem.title, problem)
  }
  return new ApiError(UNREADABLE, status, '')
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  // What fetch throws when nobody answers.
  if (error instanceof TypeError) return new ApiError(OFFLINE, 0, '')
  return new ApiError(UNREADABLE, 0, error instanceof Error ? error.message : '')
}
