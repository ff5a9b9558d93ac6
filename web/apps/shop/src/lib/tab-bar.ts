import { i18n } from '@/locale'

const KEYS = ['tab.home', 'tab.category', 'tab.cart', 'tab.messages', 'tab.me']
const CART = 2
const MESSAGES = 3

/** Tab names in the shopper's language, and what waits behind them. Outside of a tab page some platforms refuse; the next tab page paints again. */
export function paintTabBar(): void {
  KEYS.forEach((key, index) => uni.setTabBarItem({ index, text: i18n.global.t(key), fail: () => undefined }))
  for (const [index, count] of counts) show(index, count)
}

const counts = new Map<number, number>()
function badge(index: number, count: number): void {
  counts.set(index, count)
  show(index, count)
}
function show(index: number, count: number): void {
  if (count > 0) uni.setTabBarBadge({ index, text: count > 99 ? '99+' : String(count), fail: () => undefined })
  else uni.removeTabBarBadge({ index, fail: () => undefined })
}
export const paintCartBadge = (count: number): void => badge(CART, count)
export const paintMessageBadge = (count: number): void => badge(MESSAGES, count)
