import { cny, type Money } from '@shared/money'

/** The variant matrix of the editor: pure. Amounts are texts in yuan while they are typed; nothing is a float. */
export interface Axis { name: string; values: string[] }
export interface Row { id: string | null; code: string; options: string[]; price: string; cost: string; member_price: string; market_price: string; barcode: string; weight_g: string; picture_key: string | null; is_enabled: boolean }
export const AXES_MAX = 4
export const ROWS_MAX = 200
/** The columns in which one types, in the order in which a spreadsheet is pasted. */
export const FIELDS = ['code', 'price', 'cost', 'member_price', 'market_price', 'barcode', 'weight_g'] as const
export type Field = (typeof FIELDS)[number]
const AMOUNTS: ReadonlySet<Field> = new Set(['price', 'cost', 'member_price', 'market_price'])
const YUAN = /^(\d{1,8})(?:\.(\d{0,2}))?$/

/** Minor units of a text in yuan; null for what is no amount. */
export function minorOf(text: string): number | null {
  const found = YUAN.exec(text.trim().replace(/^[¥￥]/, '').replaceAll(',', ''))
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null
}
export const moneyOf = (text: string): Money | null => { const minor = minorOf(text); return minor === null ? null : cny(minor) }
export const yuanOf = (money: Money | null | undefined): string => (money ? `${Math.trunc(money.amount / 100)}.${String(money.amount % 100).padStart(2, '0')}` : '')

export const emptyRow = (options: string[]): Row => ({ id: null, code: '', options, price: '', cost: '', member_price: '', market_price: '', barcode: '', weight_g: '', picture_key: null, is_enabled: true })

/** A list with another member at one place. */
export const replaced = <T>(list: readonly T[], place: number, value: T): T[] => list.map((each, index) => (index === place ? value : each))

/** Every combination of the axes that have values, the last axis turning fastest; one empty combination without axes. */
export function combinations(axes: Axis[]): string[][] {
  return axes.filter((axis) => axis.values.length > 0).reduce<string[][]>((found, axis) => found.flatMap((head) => axis.values.map((value) => [...head, value])), [[]])
}
export const sizeOf = (axes: Axis[]): number => axes.reduce((size, axis) => size * Math.max(1, axis.values.length), 1)

/**
 * The rows of these axes: what was typed stays with its combination. Where an axis was added, its first value inherits the row; where one
 * was taken away, the first row of those that fall together stays. New combinations begin with the prices of their nearest relative.
 */
export function rebuild(axes: Axis[], rows: Row[]): Row[] {
  if (sizeOf(axes) > ROWS_MAX) return rows
  const left = new Map(rows.map((row) => [row.options.join('\u0000'), row]))
  const taken = new Set<Row>()
  const exact = (options: string[]) => left.get(options.join('\u0000'))
  const overlap = (row: Row, options: string[]) => row.options.filter((value) => options.includes(value)).length
  const wanted = combinations(axes)
  const kept = wanted.map((options) => {
    const found = exact(options)
    if (found) taken.add(found)
    return found
  })
  return wanted.map((options, place) => {
    if (kept[place]) return kept[place]
    // Only another number of axes lets a row live on under other options; a new value is a new SKU.
    const heir = rows.find((row) => !taken.has(row) && row.options.length !== options.length && overlap(row, options) === Math.min(row.options.length, options.length))
    if (heir) {
      taken.add(heir)
      return { ...heir, options }
    }
    const near = [...rows].sort((a, b) => overlap(b, options) - overlap(a, options))[0]
    return { ...emptyRow(options), price: near?.price ?? '', cost: near?.cost ?? '', weight_g: near?.weight_g ?? '' }
  })
}

/** A value gets another name; its rows keep everything. */
export const renameValue = (rows: Row[], axis: number, from: string, to: string): Row[] => rows.map((row) => (row.options[axis] === from ? { ...row, options: replaced(row.options, axis, to) } : row))

/** The same into one field of several rows. */
export const fill = (rows: Row[], places: readonly number[], field: Field, value: string): Row[] => rows.map((row, place) => (places.includes(place) ? { ...row, [field]: clean(field, value) } : row))

/** What a cell takes of a text: amounts with two digits, whole grams; anything else as it is, to be marked wrong. */
export function clean(field: Field, text: string): string {
  const trimmed = text.trim()
  if (!AMOUNTS.has(field)) return trimmed
  const minor = minorOf(trimmed)
  return minor === null ? trimmed : yuanOf(cny(minor))
}

/** A block of cells from a spreadsheet, laid over the matrix from one cell on; what reaches beyond it is left out. */
export function paste(rows: Row[], at: { row: number; field: Field }, text: string): Row[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
  const first = FIELDS.indexOf(at.field)
  return rows.map((row, place) => {
    const cells = lines[place - at.row]
    if (place < at.row || !cells) return row
    const changed = cells.flatMap((cell, index) => { const field = FIELDS[first + index]; return field ? [[field, clean(field, cell)] as const] : [] })
    return { ...row, ...Object.fromEntries(changed) }
  })
}
export const isBlock = (text: string): boolean => /[\t\n]/.test(text.replace(/\r?\n$/, ''))

/** Codes for rows without one: the product's code and a number that is free. */
export function numbered(code: string, rows: Row[]): Row[] {
  const used = new Set(rows.map((row) => row.code))
  let number = 0
  return rows.map((row) => {
    if (row.code || !code) return row
    do number += 1
    while (used.has(`${code}-${number}`))
    return { ...row, code: `${code}-${number}` }
  })
}

/** What is earned on a row: minor units, and its share of the price in bps rounded down, as the server has it. */
export function marginOf(row: Pick<Row, 'price' | 'cost'>): { amount: number; bps: number } | null {
  const price = minorOf(row.price)
  const cost = minorOf(row.cost)
  if (price === null || cost === null || price === 0) return null
  return { amount: price - cost, bps: Math.floor(((price - cost) * 10_000) / price) }
}
export const percent = (bps: number): string => `${(bps / 100).toFixed(1)}%`

/** What is wrong in the matrix, by the API's path: a key of the words. */
export function faultsOf(axes: Axis[], rows: Row[]): Record<string, string> {
  const wrong: Record<string, string> = {}
  const names = axes.map((axis) => axis.name.trim())
  axes.forEach((axis, place) => {
    if (!axis.name.trim() || names.indexOf(axis.name.trim()) !== place) wrong[`options.${place}.name`] = 'catalog.wrong.axis'
    else if (axis.values.length === 0) wrong[`options.${place}.values`] = 'catalog.wrong.values'
  })
  if (sizeOf(axes) > ROWS_MAX) wrong.options = 'catalog.wrong.too_many'
  const codes = rows.map((row) => row.code)
  rows.forEach((row, place) => {
    const at = (field: Field) => `skus.${place}.${field}`
    const price = minorOf(row.price)
    if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/.test(row.code)) wrong[at('code')] = 'catalog.wrong.code'
    else if (codes.indexOf(row.code) !== place) wrong[at('code')] = 'catalog.wrong.code_twice'
    if (!price) wrong[at('price')] = 'catalog.wrong.amount'
    if (minorOf(row.cost) === null) wrong[at('cost')] = 'catalog.wrong.cost'
    for (const field of ['member_price', 'market_price'] as const) if (row[field] && !minorOf(row[field])) wrong[at(field)] = 'catalog.wrong.amount'
    const member = minorOf(row.member_price)
    if (member !== null && price !== null && member > price) wrong[at('member_price')] = 'catalog.wrong.member'
    if (row.weight_g && !/^\d{1,8}$/.test(row.weight_g)) wrong[at('weight_g')] = 'catalog.wrong.weight'
  })
  return wrong
}
