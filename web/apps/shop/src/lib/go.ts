/** Every route of the app by name; nobody else writes a page path. */
type Params = Record<string, string | number | null | undefined>

function link(path: string, params: Params = {}): string {
  const parts = Object.entries(params).filter(([, v]) => v !== null && v !== undefined && v !== '')
  return parts.length ? `${path}?${parts.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&')}` : path
}

export const path = {
  home: '/pages/home/index',
  category: '/pages/category/index',
  cart: '/pages/cart/index',
  messages: '/pages/messages/index',
  me: '/pages/me/index',
  product: (id: string, share?: string) => link('/pkg-goods/product/index', { id, share }),
  team: (id: string, share?: string) => link('/pkg-goods/team/index', { id, share }),
  list: (p: { category?: string; collection?: string; name?: string; q?: string; search?: number } = {}) => link('/pkg-goods/list/index', p),
  lost: '/pages/lost/index',
  checkout: '/pkg-trade/checkout/index',
  cashier: (order: string) => link('/pkg-trade/cashier/index', { order }),
  result: (order: string, payment?: string) => link('/pkg-trade/result/index', { order, payment }),
  gateway: (url: string) => link('/pkg-trade/gateway/index', { url }),
  orders: (state?: string) => link('/pkg-trade/orders/index', { state }),
  order: (id: string) => link('/pkg-trade/order/index', { id }),
  tracking: (id: string) => link('/pkg-trade/tracking/index', { id }),
  signIn: '/pkg-member/sign-in/index',
  wallet: '/pkg-member/wallet/index',
  coupons: '/pkg-member/coupons/index',
  savings: '/pkg-goods/savings/index',
  couponCentre: '/pkg-member/coupon-centre/index',
  addresses: (choose?: boolean) => link('/pkg-member/addresses/index', { choose: choose ? 1 : undefined }),
  address: (id?: string) => link('/pkg-member/address/index', { id }),
  profile: '/pkg-member/profile/index',
  devices: '/pkg-member/devices/index',
  settings: '/pkg-member/settings/index',
  privacy: '/pkg-member/privacy/index',
  document: (kind: string) => link('/pkg-member/document/index', { kind }),
  consent: '/pkg-member/consent/index',
  erase: '/pkg-member/erase/index',
  merge: '/pkg-member/merge/index',
}

/** A mini-program keeps ten pages; beyond that the top one is replaced. */
export function open(url: string): void {
  if (getCurrentPages().length >= 9) uni.redirectTo({ url })
  else uni.navigateTo({ url })
}
export const replace = (url: string): void => void uni.redirectTo({ url })
export const tab = (url: string): void => void uni.switchTab({ url })
export const reopen = (url: string): void => void uni.reLaunch({ url })

/** Back where there is a back; a page opened from a shared link has none and goes home. */
export function back(): void {
  if (getCurrentPages().length > 1) uni.navigateBack({})
  else tab(path.home)
}
