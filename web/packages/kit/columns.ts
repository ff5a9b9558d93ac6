/** Deals cards into `count` columns so that all end near the same height; order is kept within each. */
export function dealt<T>(items: T[], count: number, height: (item: T) => number): T[][] {
  const columns = Array.from({ length: count }, () => ({ height: 0, items: [] as T[] }))
  for (const item of items) {
    // The leftmost of the shortest takes it: the first cards stand in the order they came.
    const next = columns.reduce((least, column) => (column.height < least.height ? column : least))
    next.items.push(item)
    next.height += height(item)
  }
  return columns.map((column) => column.items)
}

/** How many columns of cards a window of this width (CSS px) has room for. */
export const columnsIn = (width: number): number => (width >= 960 ? 4 : width >= 720 ? 3 : 2)
