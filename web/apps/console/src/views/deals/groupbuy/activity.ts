import type { Schemas } from '@/api/client'
import type { Money } from '@shared/money'

export type Row = Schemas['ActivityRow']
export type Report = Schemas['ActivityReport']
export type Card = Schemas['TeamCard']
export const TONES = { draft: 'neutral', upcoming: 'info', running: 'success', ended: 'neutral' } as const
export const TEAM_TONES = { opening: 'neutral', forming: 'accent', succeeded: 'success', failed: 'danger' } as const

/** The lowest price of all sizes. */
export function lowest(row: Pick<Row, 'sizes'>): Money | null {
  const prices = row.sizes.flatMap((size) => size.skus.map((sku) => sku.price))
  return prices.reduce<Money | null>((best, price) => (!best || price.amount < best.amount ? price : best), null)
}

/** Teams that came to an end and succeeded, in whole percent; null before any did. */
export function successRate(figures: Row['figures']): number | null {
  const over = figures.succeeded + figures.failed
  return over === 0 ? null : Math.round((figures.succeeded / over) * 100)
}

export interface SkuLine { id: string; options: string[]; price: Money; cost: Money | null; member_price?: Money | null }
export interface Trouble { below_cost: boolean; not_lower: boolean }

/** What an operator should see about a price before anybody pays it. */
export function troubleOf(sku: SkuLine, price: Money | null): Trouble {
  return { below_cost: !!price && !!sku.cost && price.amount < sku.cost.amount, not_lower: !!price && price.amount >= sku.price.amount }
}

/** Margin in tenths of a percent of the price, or null where there is no cost. */
export function marginOf(sku: SkuLine, price: Money | null): number | null {
  if (!price || !sku.cost || price.amount === 0) return null
  return Math.round(((price.amount - sku.cost.amount) / price.amount) * 1000) / 10
}
