import type { Call } from './client'
import type * as W from './types'

const at = (id: string) => encodeURIComponent(id)

export interface ListQuery { category?: string; collection?: string; sort?: W.Sort; q?: string; tag?: string; cursor?: string | null; limit?: number }

/** Every endpoint of the shop door, typed once. Nobody else writes a URL. `key` is an Idempotency-Key. */
export function endpoints(call: Call) {
  const cursor = (next?: string | null) => ({ query: { cursor: next ?? undefined } })
  return {
    sign_in: {
      code: (phone: string) => call<W.SignInCode>('POST', '/sign-in/codes', { body: { phone } }),
      phone: (body: { phone: string; code: string; device?: string; agreed?: boolean }) => call<W.Session>('POST', '/sign-in/phone', { body }),
      password: (body: { login: string; password: string; device?: string; agreed?: boolean }) => call<W.Session>('POST', '/sign-in/password', { body }),
      wechat: (body: { code: string; device?: string; agreed?: boolean }) => call<W.Session>('POST', '/sign-in/wechat', { body }),
      out: () => call<void>('POST', '/sign-out'),
    },
    devices: {
      list: () => call<W.Items<W.Device>>('GET', '/sessions'),
      end: (id: string) => call<void>('DELETE', `/sessions/${at(id)}`),
    },
    me: {
      show: () => call<W.Member>('GET', '/me'),
      change: (body: W.MemberChange) => call<W.Member>('PATCH', '/me', { body }),
      password: (body: { current?: string; new: string }) => call<void>('PUT', '/me/password', { body }),
    },
    privacy: {
      consents: () => call<W.Consents>('GET', '/consents'),
      decide: (decisions: W.ConsentDecision[], from: 'sheet' | 'settings') => call<W.Consents>('POST', '/consents', { body: { decisions, origin: from } }),
      history: () => call<W.Items<W.ConsentEntry>>('GET', '/consents/history'),
      document: (kind: W.ConsentKind) => call<W.ConsentDocument>('GET', `/documents/${kind}`),
      exports: () => call<W.Items<W.DataExport>>('GET', '/data-exports'),
      ask_export: () => call<W.DataExport>('POST', '/data-exports'),
      export_link: (id: string) => call<{ path: string; expires_in_s: number }>('POST', `/data-exports/${at(id)}/link`),
      erasure: () => call<W.Erasure>('GET', '/me/erasure'),
      erasure_code: () => call<W.SignInCode>('POST', '/me/erasure/code'),
      erase: (proof: W.EraseProof) => call<void>('POST', '/me/erasure', { body: proof }),
      merge: (proof: W.MergeProof) => call<W.Member>('POST', '/me/merge', { body: proof }),
    },
    addresses: {
      list: () => call<W.Items<W.Address>>('GET', '/me/addresses'),
      add: (body: W.AddressInput) => call<W.Address>('POST', '/me/addresses', { body }),
      change: (id: string, body: W.AddressInput) => call<W.Address>('PUT', `/me/addresses/${at(id)}`, { body }),
      remove: (id: string) => call<void>('DELETE', `/me/addresses/${at(id)}`),
      parse: (text: string) => call<W.ParsedAddress>('POST', '/me/addresses/parse', { body: { text } }),
      regions: (parent?: string) => call<W.Items<W.Region>>('GET', '/regions', { query: { parent } }),
    },
    goods: {
      home: () => call<W.Home>('GET', '/home'),
      categories: () => call<W.Items<W.Category>>('GET', '/categories'),
      list: (query: ListQuery) => call<W.Page<W.Card>>('GET', '/products', { query: { ...query } }),
      show: (id: string) => call<W.Product>('GET', `/products/${at(id)}`),
      teams: (id: string) => call<W.ProductTeams>('GET', `/products/${at(id)}/teams`),
    },
    teams: { show: (id: string) => call<W.Team>('GET', `/teams/${at(id)}`) },
    cart: {
      show: () => call<W.Cart>('GET', '/cart'),
      add: (body: W.WantedLine) => call<W.Cart>('POST', '/cart/lines', { body }),
      change: (id: string, body: { quantity?: number; is_selected?: boolean }) => call<W.Cart>('PATCH', `/cart/lines/${at(id)}`, { body }),
      remove: (id: string) => call<W.Cart>('DELETE', `/cart/lines/${at(id)}`),
    },
    checkout: {
      quote: (body: W.QuoteInput) => call<W.Quote>('POST', '/quotes', { body }),
      pickup_points: () => call<W.Items<W.PickupPoint>>('GET', '/pickup-points'),
      place: (body: W.PlaceOrder, key: string) => call<{ order: W.Order }>('POST', '/orders', { body, key }),
    },
    payments: {
      methods: () => call<W.Items<W.PaymentMethod>>('GET', '/payment-methods'),
      start: (order: string, method: W.PaymentMethod['method'], key: string) =>
        call<W.PaymentStart>('POST', `/orders/${at(order)}/payments`, { body: { method }, key }),
      show: (id: string) => call<W.Payment>('GET', `/payments/${at(id)}`),
    },
    orders: {
      list: (state: W.OrderFilter, next?: string | null) => call<W.Page<W.OrderCard>>('GET', '/orders', { query: { state, cursor: next ?? undefined } }),
      show: (id: string) => call<W.Order>('GET', `/orders/${at(id)}`),
      cancel: (id: string, key: string, reason?: string) => call<W.Order>('POST', `/orders/${at(id)}/cancel`, { body: { reason }, key }),
      receive: (id: string, key: string) => call<W.Order>('POST', `/orders/${at(id)}/receive`, { key }),
      late_choice: (id: string, body: W.LateDecision, key: string) =>
        call<W.Order>('POST', `/orders/${at(id)}/late-choice`, { body, key }),
    },
    shop_profile: () => call<W.ShopProfile>('GET', '/shop-profile'),
    coupons: {
      centre: () => call<W.Items<W.OfferedCoupon>>('GET', '/coupons/centre'),
      mine: (state: W.CouponTab, next?: string | null) => call<W.Page<W.MyCoupon>>('GET', '/coupons', { query: { state, cursor: next ?? undefined } }),
      claim: (template: string, key: string) => call<W.MyCoupon>('POST', `/coupons/centre/${at(template)}/claim`, { key }),
      redeem: (code: string, key: string) => call<W.MyCoupon>('POST', '/coupons/redeem', { body: { code }, key }),
    },
    savings: {
      current: (product?: string) => call<W.Items<W.Saving>>('GET', '/savings', { query: { product_id: product } }),
    },
    wallet: {
      show: () => call<W.Wallet>('GET', '/wallet'),
      entries: (next?: string | null) => call<W.Page<W.WalletEntry>>('GET', '/wallet/entries', cursor(next)),
    },
    messages: {
      list: (next?: string | null) => call<W.Page<W.Message>>('GET', '/messages', cursor(next)),
      unread: () => call<{ count: number }>('GET', '/messages/unread'),
      read: (ids?: string[]) => call<void>('POST', '/messages/read', { body: ids ? { ids } : {} }),
    },
    sharing: {
      link: (body: W.ShareInput) => call<W.ShareLink>('POST', '/share-links', { body }),
      touch: (code: string) => call<void>('POST', '/touches', { body: { code } }),
    },
    /** `sent_at` is the phone's own clock, by which the server puts a wrong clock right; without consent the events stay nameless. */
    tracking: {
      send: (events: W.TrackedEvent[], sent_at: string, has_consent: boolean) =>
        call<W.Tracked>('POST', '/events', { body: { events, sent_at }, headers: { 'X-Consent': has_consent ? 'full' : 'none' } }),
    },
  }
}

export type Api = ReturnType<typeof endpoints>
