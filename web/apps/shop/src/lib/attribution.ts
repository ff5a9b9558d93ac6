import { isNewTouch, liveCode, shareCode, type Touch } from '@tuanzi/kit/attribution'
import { api } from './api'
import { load, save } from './storage'

/** Notes who shared this page, tells the server once, and keeps the code for the order. */
export function captureShare(query: Record<string, unknown> | undefined): void {
  const code = shareCode(query)
  if (!code) return
  const last = load<Touch>('touch')
  const now = Date.now()
  if (!isNewTouch(code, last, now)) return
  save('touch', { code, at_ms: now })
  // Telling the server is a courtesy of this moment: an order carries the code again.
  api.sharing.touch(code).catch(() => undefined)
}

export const orderShareCode = (): string | undefined => liveCode(load<Touch>('touch'), Date.now()) ?? undefined
