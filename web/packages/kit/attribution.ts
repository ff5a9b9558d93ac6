/** Who led the shopper here. Last touch wins and counts for seven days, as the server counts. */
export interface Touch { code: string; at_ms: number }

export const TOUCH_LIFE_MS = 7 * 86_400_000
const CODE = /^[A-Za-z0-9_-]{3,64}$/

/** The share code among a page's parameters; a mini-program's scan puts all of them into `scene`. */
export function shareCode(query: Record<string, unknown> | undefined): string | null {
  if (!query) return null
  let code = query.share
  if (code === undefined && typeof query.scene === 'string') {
    const scene = decodeURIComponent(query.scene)
    code = /(?:^|&)share=([^&]+)/.exec(scene)?.[1]
  }
  return typeof code === 'string' && CODE.test(code) ? code : null
}

/** The code to put on an order placed now. */
export function liveCode(touch: Touch | null, now_ms: number): string | null {
  return touch && now_ms - touch.at_ms < TOUCH_LIFE_MS && now_ms >= touch.at_ms - 60_000 ? touch.code : null
}

/** True when this code has to be told to the server: another one, or a day old. */
export function isNewTouch(code: string, last: Touch | null, now_ms: number): boolean {
  return !last || last.code !== code || now_ms - last.at_ms > 86_400_000
}
