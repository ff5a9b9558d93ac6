// Generated from the event catalogue (tuanzi.insight.tracking.catalogue); write it anew with `python -m tuanzi.apps.docs`.

export interface EventProperties {
  /** The button that puts a SKU into the cart. */
  add_to_cart_tapped: { product_id: string; sku_id: string; quantity: number }
  /** The app came to the foreground. `scene` is the mini-program's launch scene. */
  app_opened: { scene?: string | null }
  /** A button that leads to checkout; `deal` is the scene (none: bought alone). */
  buy_tapped: { product_id: string; sku_id?: string | null; quantity?: number | null; deal?: string | null }
  /** The cart was shown. */
  cart_viewed: { lines: number }
  /** A category's list was shown. */
  category_viewed: { category_id: string }
  /** The checkout page showed its first quote. */
  checkout_started: { lines: number; payable?: number | null; deal?: string | null }
  /** The app showed an error: the problem's `code`, never its text. */
  client_failed: { code: string; page?: string | null }
  /** A message of the inbox was tapped. */
  message_opened: { kind: string }
  /** A page was left after `stay_ms`. */
  page_left: { page: string; stay_ms: number }
  /** A page was shown. */
  page_viewed: { page: string; from_page?: string | null; share_code?: string | null }
  /** The button that starts paying. */
  payment_tapped: { order_id: string; method: string }
  /** A product's card came into view: `place` is the list, `position` counts from 0. */
  product_shown: { product_id: string; place: string; position: number }
  /** A product's page was shown. */
  product_viewed: { product_id: string; place?: string | null; share_code?: string | null }
  /** Somebody searched; `results` as shown on the first page. */
  search_submitted: { query: string; results?: number | null }
  /** The share sheet was opened. */
  share_opened: { kind: string; target_id: string }
  /** A link was copied, a card sent, a poster saved. */
  share_sent: { kind: string; target_id: string; channel: string; code?: string | null }
  /** The sign-in page was shown; `reason` is what needed it. */
  sign_in_started: { reason?: string | null }
  /** A choice was made in the sheet of a product. */
  sku_chosen: { product_id: string; sku_id: string }
  /** The button to open a team, or to join one (`team_id`). */
  team_tapped: { activity_id: string; team_id?: string | null }
  /** A team's page was shown. */
  team_viewed: { team_id: string; state?: string | null; share_code?: string | null }
}

export type EventName = keyof EventProperties

export const EVENT_VERSIONS: Record<EventName, number> = { add_to_cart_tapped: 1, app_opened: 1, buy_tapped: 1, cart_viewed: 1, category_viewed: 1, checkout_started: 1, client_failed: 1, message_opened: 1, page_left: 1, page_viewed: 1, payment_tapped: 1, product_shown: 1, product_viewed: 1, search_submitted: 1, share_opened: 1, share_sent: 1, sign_in_started: 1, sku_chosen: 1, team_tapped: 1, team_viewed: 1 }
