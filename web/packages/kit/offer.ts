import { lowest, type Money } from './money'

interface Step { size: number; skus: { sku_id: string; price: Money }[] }
interface OfferLike { sizes: Step[]; starts_at: string; ends_at: string; left: number | null }

/** Sizes in rising order: a ladder has more than one. */
export const steps = (offer: OfferLike): Step[] => [...offer.sizes].sort((a, b) => a.size - b.size)
export const isLadder = (offer: OfferLike): boolean => offer.sizes.length > 1

/** On a ladder: the size that is enough when the time is over, and the one that ends the wait. */
export function ladderSizes(offer: OfferLike): { least: number; most: number } | null {
  const sizes = steps(offer).map((s) => s.size)
  return isLadder(offer) ? { least: sizes[0] ?? 0, most: sizes[sizes.length - 1] ?? 0 } : null
}

/** One's own teams first, then those one can join: nobody joins a team they are in. */
export function teamRows<T extends { id: string }>(joinable: T[], mine: T[]): { team: T; own: boolean }[] {
  const own = new Set(mine.map((team) => team.id))
  return [...mine, ...joinable.filter((team) => !own.has(team.id))].map((team) => ({ team, own: own.has(team.id) }))
}

/** The price of a SKU in the smallest team; larger teams of a ladder may only lower it. */
export function teamPrice(offer: OfferLike, sku_id: string): Money | null {
  return steps(offer)[0]?.skus.find((s) => s.sku_id === sku_id)?.price ?? null
}

/** The lowest price of any SKU in the smallest team. */
export function teamPriceFrom(offer: OfferLike): Money | null {
  return lowest((steps(offer)[0]?.skus ?? []).map((s) => s.price))
}

/** When the first of these offers ends (ISO), or null where there is none. */
export function soonest(cards: { offer?: { ends_at: string } | null }[]): string | null {
  return cards.flatMap((card) => (card.offer ? [card.offer.ends_at] : [])).sort()[0] ?? null
}

export type OfferPhase = 'soon' | 'live' | 'over' | 'gone'
export function phase(offer: OfferLike, now_ms: number): OfferPhase {
  if (now_ms < Date.parse(offer.starts_at)) return 'soon'
  if (now_ms >= Date.parse(offer.ends_at)) return 'over'
  return offer.left === 0 ? 'gone' : 'live'
}

interface LadderLike { size: number; paid: number; missing: number; tiers: { size: number; price: Money }[] }
export interface NextStep { n: number; price: Money | null; safe: number }

/** What a team waits for: `n` people; on a ladder that is safe already (`safe` is the size reached, else 0), the `price` they bring. */
export function nextStep(team: LadderLike): NextStep {
  const tiers = [...team.tiers].sort((a, b) => a.size - b.size)
  const next = tiers.find((tier) => tier.size > team.paid)
  if (tiers.length < 2 || !next) return { n: team.missing, price: null, safe: 0 }
  const safe = tiers.reduce((most, tier) => (tier.size <= team.paid ? tier.size : most), 0)
  return { n: next.size - team.paid, price: safe > 0 ? next.price : null, safe }
}
