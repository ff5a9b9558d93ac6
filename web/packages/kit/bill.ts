import type { Quote } from '@tuanzi/api/types'

type Adjustment = Quote['adjustments'][number]

/** One line for each label: a discount that is spread over lines, or shared by two who bear it, is one discount to the buyer. */
export function byLabel(adjustments: readonly Adjustment[]): Adjustment[] {
  const sums = new Map<string, Adjustment>()
  for (const a of adjustments) {
    const had = sums.get(a.label)
    sums.set(a.label, had ? { ...had, amount: { ...a.amount, amount: had.amount.amount + a.amount.amount } } : a)
  }
  return [...sums.values()]
}
