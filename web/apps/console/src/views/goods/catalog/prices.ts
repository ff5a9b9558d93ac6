import type { components } from '@/api/schema'

export type SkuPrices = components['schemas']['SkuPrices']
export interface Day { at: number; single: number | null; member: number | null }

const DAY_MS = 86_400_000
/** What stood at the end of each of the last `days` days, in whole units of the currency. */
export function daily(sku: SkuPrices, now: number, days: number): Day[] {
  const stood = (kind: 'single' | 'member', at: number) => {
    const row = sku.rows.filter((each) => each.kind === kind && Date.parse(each.since) <= at && (!each.until || Date.parse(each.until) > at)).at(-1)
    return row ? row.price.amount / 100 : null
  }
  return Array.from({ length: days }, (_, place) => {
    const at = now - (days - 1 - place) * DAY_MS
    return { at, single: stood('single', at), member: stood('member', at) }
  })
}
