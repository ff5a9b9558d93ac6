/** Deals cards into two columns so that both end near the same height; order is kept within each. */
export function twoColumns<T>(items: T[], height: (item: T) => number): [T[], T[]] {
  const left: T[] = []
  const right: T[] = []
  let left_h = 0
  let right_h = 0
  for (const item of items) {
    const h = height(item)
    if (left_h <= right_h) {
      left.push(item)
      left_h += h
    } else {
      right.push(item)
      right_h += h
    }
  }
  return [left, right]
}
