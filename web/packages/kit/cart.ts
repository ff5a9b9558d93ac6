export interface LineLike {
  id: string
  sku_id: string
  quantity: number
  is_selected: boolean
  available: number
  state: 'ok' | 'price_changed' | 'short' | 'sold_out' | 'off_sale'
  price: { amount: number; currency: string }
}

export const isBuyable = (line: LineLike): boolean => line.state !== 'sold_out' && line.state !== 'off_sale' && line.available > 0

/** Lines as the cart shows them: what can be bought first, in the server's order; the rest below. */
export function splitLines<L extends LineLike>(lines: L[]): { live: L[]; gone: L[] } {
  return { live: lines.filter(isBuyable), gone: lines.filter((line) => !isBuyable(line)) }
}

/** The lines a checkout may take: selected, buyable, never more than there is. */
export function chosenLines(lines: LineLike[]): { sku_id: string; quantity: number }[] {
  return lines.filter((line) => line.is_selected && isBuyable(line)).map((line) => ({ sku_id: line.sku_id, quantity: Math.min(line.quantity, line.available) }))
}

export function isAllSelected(lines: LineLike[]): boolean {
  const live = lines.filter(isBuyable)
  return live.length > 0 && live.every((line) => line.is_selected)
}

/** Shown at once while the server is asked: the same lines with one change applied. */
export function withChange<L extends LineLike>(lines: L[], id: string, change: { quantity?: number; is_selected?: boolean }): L[] {
  return lines.map((line) => (line.id === id ? { ...line, ...change } : line))
}

export function selectedTotal(lines: LineLike[], currency: string): { amount: number; currency: string } {
  const amount = lines.filter((line) => line.is_selected && isBuyable(line)).reduce((sum, line) => sum + line.price.amount * line.quantity, 0)
  return { amount, currency }
}
