import type { Schemas } from '@/api/client'
import type { Money } from '@shared/money'

export type ActivityIn = Schemas['ActivityIn']
export interface Tier { size: number; prices: Record<string, Money | null> }
/** What the editor holds: prices by variant, times as dates, the reward's parts beside each other. */
export interface Draft {
  product_id: string
  title: string
  tiers: Tier[]
  window: [string, string]
  team_hours: number
  limit_per_member: number | null
  stock: number | null
  who: 'all' | 'new_members'
  reward_kind: Schemas['RewardKind']
  reward_amount: Money | null
  reward_percent: number
  fail_policy: 'refund' | 'succeed'
  combinable: boolean
  delivery: ('ship' | 'pickup')[]
}
export const HOUR_MS = 3_600_000

/** An empty draft that begins now and runs for a month. */
export function empty(now_ms: number): Draft {
  const start = new Date(Math.floor(now_ms / 60_000) * 60_000)
  return {
    product_id: '', title: '', tiers: [{ size: 3, prices: {} }], window: [start.toISOString(), new Date(start.getTime() + 30 * 24 * HOUR_MS).toISOString()], team_hours: 24,
    limit_per_member: null, stock: null, who: 'all', reward_kind: 'none', reward_amount: null, reward_percent: 5, fail_policy: 'refund', combinable: false, delivery: ['ship', 'pickup'],
  }
}

export function fromActivity(found: Schemas['ActivityOut'], now_ms?: number): Draft {
  const copied = now_ms === undefined ? null : empty(now_ms).window
  return {
    product_id: found.product_id,
    title: found.title,
    tiers: found.sizes.map((size) => ({ size: size.size, prices: Object.fromEntries(size.skus.map((sku) => [sku.sku_id, sku.price])) })),
    window: copied ?? [found.starts_at, found.ends_at],
    team_hours: (found.team_duration_s ?? 86_400) / 3600,
    limit_per_member: found.limit_per_member ?? null,
    stock: found.stock ?? null,
    who: found.who ?? 'all',
    reward_kind: found.leader_reward?.kind ?? 'none',
    reward_amount: found.leader_reward?.amount ?? null,
    reward_percent: (found.leader_reward?.bps ?? 500) / 100,
    fail_policy: found.fail_policy ?? 'refund',
    combinable: found.combinable ?? false,
    delivery: found.delivery ?? ['ship', 'pickup'],
  }
}

/** As the API takes it; variants without a price are left out. */
export function toWire(draft: Draft): ActivityIn {
  const wants_amount = draft.reward_kind === 'cashback' || draft.reward_kind === 'leader_price'
  return {
    product_id: draft.product_id,
    title: draft.title.trim(),
    sizes: draft.tiers.map((tier) => ({ size: tier.size, skus: Object.entries(tier.prices).flatMap(([sku_id, price]) => (price ? [{ sku_id, price }] : [])) })),
    starts_at: draft.window[0],
    ends_at: draft.window[1],
    team_duration_s: Math.round(draft.team_hours * 3600),
    limit_per_member: draft.limit_per_member,
    stock: draft.stock,
    who: draft.who,
    leader_reward: { kind: draft.reward_kind, amount: wants_amount ? draft.reward_amount : null, bps: draft.reward_kind === 'cashback_bps' ? Math.round(draft.reward_percent * 100) : null },
    fail_policy: draft.fail_policy,
    combinable: draft.combinable,
    delivery: draft.delivery,
  }
}

/** Every price `off` below the single one, never below a cent; each further size takes the same off again. */
export function cheaperBy(skus: { id: string; price: Money }[], off: Money, tier: number): Record<string, Money> {
  return Object.fromEntries(skus.map((sku) => [sku.id, { ...sku.price, amount: Math.max(1, sku.price.amount - off.amount * (tier + 1)) }]))
}
