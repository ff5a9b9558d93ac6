type StepKey = 'placed' | 'paid' | 'team' | 'shipped' | 'ready' | 'received'
export interface ProgressStep { key: StepKey; at: 'done' | 'now' | 'todo' }
interface OrderLike { state: string; team_id?: string | null; delivery: string }

/** What an order waits for in each state; nothing any more once it was received. */
const WAITS_FOR: Record<string, StepKey | null> = {
  awaiting_payment: 'paid', waiting: 'team', preparing: 'shipped', shipped: 'received', ready_for_pickup: 'received', received: null, completed: null,
}

/** The way of an order from placing to receiving, and how far it is. Empty for a closed one: it goes nowhere. */
export function progress(order: OrderLike): ProgressStep[] {
  const waits_for = WAITS_FOR[order.state]
  if (waits_for === undefined) return []
  const way: StepKey[] = ['placed', 'paid', ...(order.team_id || order.state === 'waiting' ? (['team'] as const) : []), order.delivery === 'pickup' ? 'ready' : 'shipped', 'received']
  const wanted = waits_for === 'shipped' && order.delivery === 'pickup' ? 'ready' : waits_for
  const now = wanted === null ? way.length : way.indexOf(wanted)
  return way.map((key, i) => ({ key, at: i < now ? 'done' : i === now ? 'now' : 'todo' }))
}
