import { computed } from 'vue'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { api, ask, type Schemas } from '@/api/client'
import type { Choice, Wish } from '@/kit/resource'

export type OrderDetail = Schemas['OrderDetail']
export type Filters = Schemas['OrderFilters']

/** One order, whole. */
export function useOrder(id: () => string) {
  const client = useQueryClient()
  const query = useQuery({ queryKey: computed(() => ['order', id()]), queryFn: () => ask(api.GET('/orders/{order_id}', { params: { path: { order_id: id() } } })) })
  /** Something about it changed: the page, the lists and their numbers are asked anew. */
  const again = () => Promise.all([client.invalidateQueries({ queryKey: ['order', id()] }), client.invalidateQueries({ queryKey: ['orders'] }), client.invalidateQueries({ queryKey: ['order-counts'] })])
  return { query, order: computed(() => query.data.value), again }
}

/** The carriers we know, by name. */
export function useCarriers() {
  const query = useQuery({ queryKey: ['carriers'], queryFn: () => ask(api.GET('/carriers')), staleTime: 600_000 })
  return computed<Choice[]>(() => query.data.value?.items.map((each) => ({ value: each.code, label: each.name })) ?? [])
}

const NUMBERS = new Set(['payable_min', 'payable_max'])
/** What the address asks for as the body of an export or a bulk action. */
export function filtersOf(wish: Wish): Filters {
  const entries = Object.entries(wish).filter(([key]) => key !== 'sort')
  return Object.fromEntries(entries.map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value])) as Filters
}

export type WayBack = 'gateway' | 'balance'
/** Where money may go: back the way it came only when some of it came from outside; the balance can always take it. */
export function waysBack(order: Pick<OrderDetail, 'payments'>): WayBack[] {
  const isOutside = order.payments.some((each) => each.state === 'paid' && each.method !== 'balance')
  return isOutside ? ['gateway', 'balance'] : ['balance']
}
