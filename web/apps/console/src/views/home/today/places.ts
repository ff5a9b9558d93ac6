import type { RouteLocationRaw, Router } from 'vue-router'

/** Where the work of a queue is done. */
const PLACES: Record<string, { name: string; query?: Record<string, string> }> = {
  to_ship: { name: 'orders', query: { state: 'preparing', delivery: 'ship' } },
  overdue: { name: 'orders', query: { overdue: 'true' } },
  to_prepare: { name: 'orders', query: { state: 'preparing', delivery: 'pickup' } },
  ready_for_pickup: { name: 'orders', query: { state: 'ready_for_pickup' } },
  awaiting_payment: { name: 'orders', query: { state: 'awaiting_payment' } },
  refunds_failed: { name: 'refunds', query: { state: 'failed' } },
  refunds_waiting: { name: 'refunds', query: { state: 'pending' } },
  payments_mismatched: { name: 'payments', query: { state: 'mismatch' } },
  jobs_dead: { name: 'jobs', query: { state: 'dead' } },
  facts_parked: { name: 'facts' },
  audit_broken: { name: 'audit' },
  products_in_review: { name: 'products', query: { status: 'in_review' } },
  stock_low: { name: 'stock', query: { state: 'low' } },
  stock_out: { name: 'stock', query: { state: 'out' } },
}
export function placeOf(router: Router, key: string): RouteLocationRaw | undefined {
  const place = PLACES[key]
  return place && router.hasRoute(place.name) ? place : undefined
}

export interface Compared { kind: 'up' | 'down' | 'same' | 'from_zero'; percent: number }
/** How a figure stands to another, in whole percent. */
export function compare(now: number, before: number): Compared {
  if (before === 0) return { kind: now === 0 ? 'same' : 'from_zero', percent: 0 }
  const percent = Math.round(((now - before) / before) * 100)
  return { kind: percent > 0 ? 'up' : percent < 0 ? 'down' : 'same', percent: Math.abs(percent) }
}
