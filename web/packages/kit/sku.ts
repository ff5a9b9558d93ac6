export interface SkuLike { id: string; options: string[]; available: number }
export interface OptionLike { name: string; values: string[] }
/** One value, or null, per option of the product, in the product's order. */
export type Choice = (string | null)[]

export const matches = (sku: SkuLike, choice: Choice): boolean => choice.every((value, i) => value === null || sku.options[i] === value)

/** True when some SKU in stock has this value together with what else is chosen. */
export function isSelectable(skus: SkuLike[], choice: Choice, option: number, value: string): boolean {
  const wanted = choice.slice()
  wanted[option] = value
  return skus.some((sku) => sku.available > 0 && matches(sku, wanted))
}

/** Tapping a chosen value lets it go; tapping another replaces it. */
export function toggle(choice: Choice, option: number, value: string): Choice {
  const next = choice.slice()
  next[option] = next[option] === value ? null : value
  return next
}

/** The one SKU that a complete choice means, or null. */
export function chosenSku<S extends SkuLike>(skus: S[], choice: Choice): S | null {
  return choice.every((value) => value !== null) ? skus.find((sku) => matches(sku, choice)) ?? null : null
}

/** What to start with: options with a single value are chosen already; with one SKU in stock, all of them. */
export function firstChoice(options: OptionLike[], skus: SkuLike[]): Choice {
  const sellable = skus.filter((sku) => sku.available > 0)
  const only = sellable.length === 1 ? sellable[0] : undefined
  return options.map((option, i) => only?.options[i] ?? (option.values.length === 1 ? option.values[0] ?? null : null))
}

/** Names of the options still open, in order. */
export function openOptions(options: OptionLike[], choice: Choice): string[] {
  return options.filter((_, i) => (choice[i] ?? null) === null).map((o) => o.name)
}

/** Options as the union of what SKUs carry, for places where the wire names SKUs only (a team). */
export function optionsOf(skus: SkuLike[], names: string[]): OptionLike[] {
  const width = skus.reduce((most, sku) => Math.max(most, sku.options.length), 0)
  return Array.from({ length: width }, (_, i) => ({
    name: names[i] ?? '',
    values: [...new Set(skus.map((sku) => sku.options[i]).filter((v): v is string => v !== undefined))],
  }))
}

export const clampQuantity = (wanted: number, most: number): number => Math.max(1, Math.min(Math.floor(wanted) || 1, Math.max(1, most)))

interface PicturedSku extends SkuLike { picture: { key: string } | null }
/** The picture that tells a value from its neighbours; null unless the option, and nothing else, decides how it looks. */
export function pictureOf<S extends PicturedSku>(skus: S[], option: number, value: string): S['picture'] {
  const looks = new Map<string | undefined, Set<string | undefined>>()
  for (const sku of skus) looks.set(sku.options[option], (looks.get(sku.options[option]) ?? new Set()).add(sku.picture?.key))
  const decides = [...looks.values()].every((keys) => keys.size === 1) && new Set([...looks.values()].flatMap((keys) => [...keys])).size > 1
  return decides ? skus.find((sku) => sku.options[option] === value)?.picture ?? null : null
}
