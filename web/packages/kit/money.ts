/** Display of integer minor units. No float ever holds an amount; the parts are cut from the digits. */
export interface Money { amount: number; currency: string }
export interface MoneyParts { sign: string; symbol: string; whole: string; cents: string }

const SYMBOLS: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', HKD: 'HK$' }

export function moneyParts(money: Money): MoneyParts {
  const digits = String(Math.abs(money.amount)).padStart(3, '0')
  return {
    sign: money.amount < 0 ? '-' : '',
    symbol: SYMBOLS[money.currency] ?? `${money.currency} `,
    whole: digits.slice(0, -2),
    cents: digits.slice(-2),
  }
}

/** `¥49.9`, `¥50`, `-¥3.05`: trailing zeros of the cents are left out as on a price tag. */
export function priceTag(money: Money): string {
  const { sign, symbol, whole, cents } = moneyParts(money)
  return `${sign}${symbol}${whole}${shortCents(cents)}`
}

/** `.9`, `.05` or nothing. */
export function shortCents(cents: string): string {
  const cut = cents.replace(/0+$/, '')
  return cut ? `.${cut}` : ''
}

/** `¥49.90`: both cents, for bills. */
export function exact(money: Money): string {
  const { sign, symbol, whole, cents } = moneyParts(money)
  return `${sign}${symbol}${whole}.${cents}`
}

export const cny = (amount: number): Money => ({ amount, currency: 'CNY' })
export const negative = (money: Money): Money => ({ amount: -money.amount, currency: money.currency })

/** What the cheaper price saves, or null when it saves nothing. */
export function saving(from: Money, to: Money): Money | null {
  return from.currency === to.currency && from.amount > to.amount ? { amount: from.amount - to.amount, currency: to.currency } : null
}

/** What one piece of a line cost after its discount, cut to whole minor units. */
export function paidEach(line: { unit_price: Money; payable: Money; quantity: number }): Money {
  return { amount: Math.floor(line.payable.amount / Math.max(1, line.quantity)), currency: line.unit_price.currency }
}

export function lowest(list: Money[]): Money | null {
  return list.reduce<Money | null>((best, m) => (!best || m.amount < best.amount ? m : best), null)
}

/** Counts above 9,999 as people say them: zh `1.2万`, en `12k`. */
export function shortCount(count: number, language: string): string {
  if (language.startsWith('zh')) return count < 10_000 ? String(count) : `${Math.floor(count / 1_000) / 10}万`
  return count < 1_000 ? String(count) : `${Math.floor(count / 100) / 10}k`
}
