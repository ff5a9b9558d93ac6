import { reactive, readonly } from 'vue'
import type { components } from './schema'

export type Me = components['schemas']['Me']
export type Stage = Me['next']
export interface Granted { access_token: string; access_expires_in_s: number; refresh_token: string; next: Stage }

const KEY = 'tuanzi.console.session'
/** A token this near to its end is renewed before it is used. */
const MARGIN_MS = 20_000

interface Kept { access: string; refresh: string; until_ms: number }
const state = reactive<{ kept: Kept | null; stage: Stage | null }>({ kept: read(), stage: null })

function read(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

/** The signed-in session of this browser; all tabs share it. */
export const session = readonly(state)

export function keep(granted: Granted): void {
  state.kept = { access: granted.access_token, refresh: granted.refresh_token, until_ms: Date.now() + granted.access_expires_in_s * 1000 }
  state.stage = granted.next
  localStorage.setItem(KEY, JSON.stringify(state.kept))
}

export function forget(): void {
  state.kept = null
  state.stage = null
  localStorage.removeItem(KEY)
}

window.addEventListener('storage', (event) => {
  if (event.key === KEY) state.kept = read()
})

export const accessToken = (): string | null => state.kept?.access ?? null
const isFresh = (): boolean => !!state.kept && state.kept.until_ms - MARGIN_MS > Date.now()

/**
 * A living access token, renewed if need be; null when nobody is signed in. A refresh token works once and its second use ends the
 * session, so tabs take turns and look first whether another has been quicker.
 */
export async function freshToken(refresh: (token: string) => Promise<Granted | null>, force = false): Promise<string | null> {
  if (!state.kept) return null
  if (isFresh() && !force) return state.kept.access
  const stale = state.kept.access
  return navigator.locks.request(KEY, async () => {
    state.kept = read()
    if (!state.kept) return null
    if (state.kept.access !== stale && isFresh()) return state.kept.access
    const granted = await refresh(state.kept.refresh)
    if (granted) keep(granted)
    else forget()
    return accessToken()
  })
}
