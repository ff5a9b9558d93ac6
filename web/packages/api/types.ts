/** Wire types of the shop door (`/api/v1/shop`). Times are ISO 8601 UTC; money is integer minor units. */

export interface Money { amount: number; currency: string }
export interface Page<T> { items: T[]; next: string | null }
export interface Items<T> { items: T[] }
export interface Picture { key: string; small: string; medium: string; large: string; width: number; height: number; alt: string }

export interface Problem {
  type?: string
  title: string
  status: number
  detail: string
  code: string
  request_id?: string
  errors?: { path: string; code: string; message: string }[]
  [field: string]: unknown
}

// People
export type Gender = 'female' | 'male' | 'unknown'
export interface Member {
  id: string
  nickname: string
  avatar: Picture | null
  phone_masked: string | null
  email_masked: string | null
  birthday: string | null
  gender: Gender
  region: string | null
  level: number
  has_password: boolean
  attributes: Record<string, string>
}
export interface MemberChange { nickname?: string; birthday?: string | null; gender?: Gender; region?: string | null; attributes?: Record<string, string> }
export interface Session { access_token: string; access_expires_in_s: number; refresh_token: string; member: Member; is_new: boolean }
export interface SignInCode { resend_after_s: number; expires_in_s: number }
export interface Device { id: string; device: string; ip: string; created_at: string; last_seen_at: string; current: boolean }
export interface AddressInput { name: string; phone: string; region_code: string; detail: string; is_default: boolean }
export interface Address extends AddressInput { id: string; province: string; city: string; district: string }
export interface ParsedAddress { name: string | null; phone: string | null; province: string | null; city: string | null; district: string | null; region_code: string | null; detail: string | null }
export interface Region { code: string; name: string; has_children: boolean }

// Goods
export interface Category { id: string; name: string; icon: Picture | null; children: Category[] }
export interface CardOffer { kind: 'groupbuy'; activity_id: string; size: number; price: Money; ends_at: string }
export interface Card {
  id: string
  title: string
  selling_point: string
  picture: Picture | null
  price: Money
  market_price: Money | null
  sold: number
  offer: CardOffer | null
  is_sold_out: boolean
}
export interface Banner { id: string; title: string; subtitle: string; picture: Picture | null; link: { kind: 'product' | 'category' | 'page'; id: string } }
export interface Home { banners: Banner[]; categories: Category[]; group_buys: Card[]; products: Page<Card> }
export type Sort = 'relevance' | 'sales' | 'price' | '-price' | 'new'
export interface Sku {
  id: string
  code: string
  options: string[]
  price: Money
  member_price: Money | null
  market_price: Money | null
  available: number
  picture: Picture | null
  weight_g: number
}
export interface ProductOption { name: string; values: string[] }
export interface DetailBlock { kind: 'text' | 'picture'; text?: string | null; picture?: Picture | null }
export interface Person { nickname: string; avatar: Picture | null }
export interface TeamCard { id: string; leader: Person; size: number; paid: number; missing: number; expires_at: string }
export interface LadderStep { size: number; skus: { sku_id: string; price: Money }[] }
export interface GroupBuyOffer {
  kind: 'groupbuy'
  activity_id: string
  title: string
  sizes: LadderStep[]
  team_duration_s: number
  starts_at: string
  ends_at: string
  who: 'all' | 'new_members'
  limit_per_member: number | null
  left: number | null
  leader_reward: { kind: 'none' | 'cashback' | 'leader_price' | 'free_order'; amount: Money | null }
  combinable: boolean
  fail_policy: 'refund' | 'succeed'
  open_teams: TeamCard[]
  delivery: Delivery[]
}
export interface Product {
  id: string
  title: string
  selling_point: string
  pictures: Picture[]
  video: string | null
  category: { id: string; name: string }
  brand: { id: string; name: string } | null
  unit: string
  options: ProductOption[]
  skus: Sku[]
  attributes: { name: string; value: string }[]
  detail: DetailBlock[]
  story: string | null
  is_returnable: boolean
  sold: number
  status: string
  freight: { label: string; free_from: Money | null }
  offers: GroupBuyOffer[]
  share: { title: string; text: string }
}

// Group-buy
export type TeamState = 'opening' | 'forming' | 'succeeded' | 'failed'
export interface Seat extends Person { is_leader: boolean; joined_at: string }
export interface TeamMine {
  order_id: string
  state: 'held' | 'paid' | 'voided' | 'refunded'
  is_leader: boolean
  reward: { state: 'frozen' | 'released' | 'voided'; amount: Money } | null
}
export interface TeamSku { sku_id: string; options: string[]; price: Money; available: number }
export interface Team {
  id: string
  state: TeamState
  activity_id: string
  product: { id: string; title: string; picture: Picture | null; selling_point: string }
  size: number
  tiers: { size: number; price: Money }[]
  paid: number
  held: number
  missing: number
  expires_at: string | null
  opened_at: string
  succeeded_at: string | null
  seats: Seat[]
  price: Money
  single_price: Money
  mine: TeamMine | null
  rules: string[]
  can_join: boolean
  why_not: string | null
  skus: TeamSku[]
}

// Trade
export type Delivery = 'ship' | 'pickup'
export type CartLineState = 'ok' | 'price_changed' | 'short' | 'sold_out' | 'off_sale'
export interface CartLine {
  id: string
  product_id: string
  sku_id: string
  title: string
  options: string[]
  picture: Picture | null
  quantity: number
  is_selected: boolean
  price: Money
  added_price: Money
  available: number
  state: CartLineState
}
export interface Cart { lines: CartLine[]; groups: { delivery: Delivery; line_ids: string[] }[]; selected_total: Money; count: number }
export interface WantedLine { sku_id: string; quantity: number }
export interface GroupBuyDeal { kind: 'groupbuy'; activity_id: string; team_id: string | null }
export interface QuoteInput { lines: WantedLine[]; deal: GroupBuyDeal | null; delivery: Delivery; address_id: string | null; pickup_point_id: string | null }
export interface QuoteLine {
  sku_id: string
  product_id: string
  title: string
  options: string[]
  picture: Picture | null
  quantity: number
  unit_price: Money
  scene_price: Money
  discount: Money
  payable: Money
}
export interface Adjustment { source: string; label: string; amount: Money; line: string | null; bearer: string }
export interface Explanation { rule: string; label: string; applied: boolean; amount: Money | null; why: string }
export interface PickupPoint { id: string; name: string; address: string; hours: string }
export interface Quote {
  hash: string
  lines: QuoteLine[]
  goods_total: Money
  discount_total: Money
  freight: Money
  payable: Money
  adjustments: Adjustment[]
  explanations: Explanation[]
  pickup_points?: PickupPoint[]
}
export interface PlaceOrder extends QuoteInput { quote_hash: string; remark?: string; share_code?: string }
export type OrderState = 'awaiting_payment' | 'waiting' | 'preparing' | 'shipped' | 'ready_for_pickup' | 'received' | 'completed' | 'closed'
export type OrderFilter = 'all' | 'awaiting_payment' | 'waiting' | 'preparing' | 'shipped' | 'received' | 'closed'
export type OrderAction = 'pay' | 'cancel' | 'receive' | 'track' | 'share_team' | 'late_choice'
export interface OrderCardLine { title: string; options: string[]; picture: Picture | null; quantity: number; payable: Money }
export interface OrderCard {
  id: string
  number: string
  state: OrderState
  state_label: string
  lines: OrderCardLine[]
  payable: Money
  placed_at: string
  pay_before: string | null
  team_id: string | null
  actions: OrderAction[]
}
export interface OrderLine {
  id: string
  product_id: string
  sku_id: string
  title: string
  options: string[]
  picture: Picture | null
  quantity: number
  unit_price: Money
  discount: Money
  payable: Money
  refunded: Money
  refunded_quantity: number
}
export interface Refund { id: string; amount: Money; state: 'pending' | 'done' | 'failed'; to: 'gateway' | 'balance'; reason: string; at: string }
export interface Parcel { id: string; carrier: string; carrier_name: string; waybill: string; events: { at: string; text: string }[] }
export interface LateChoice { expires_at: string; options: ('new_team' | 'refund')[] }
export interface Order {
  id: string
  number: string
  state: OrderState
  state_label: string
  waiting_for: 'groupbuy' | null
  lines: OrderLine[]
  goods_total: Money
  discount_total: Money
  freight: Money
  payable: Money
  paid: Money
  refunded: Money
  adjustments: Adjustment[]
  delivery: Delivery
  address: { name: string; phone: string; province: string; city: string; district: string; detail: string } | null
  pickup: { point: PickupPoint; code: string | null; qr_svg: string | null } | null
  remark: string | null
  placed_at: string
  pay_before: string | null
  paid_at: string | null
  shipped_at: string | null
  received_at: string | null
  completed_at: string | null
  closed_at: string | null
  close_reason: string | null
  team_id: string | null
  timeline: { at: string; event: string; label: string }[]
  refunds: Refund[]
  late_choice: LateChoice | null
  actions: OrderAction[]
  parcels: Parcel[]
}
export interface PaymentMethod { method: 'sandbox' | 'balance'; label: string; balance: Money | null }
export interface PaymentStart { payment_id: string; state: string; redirect_url: string | null }
export interface Payment { id: string; order_id: string; state: 'awaiting' | 'paid' | 'closed' | 'failed'; amount: Money; method: string }

// Wallet, messages, sharing, tracking
export interface Wallet { balance: Money; frozen: Money }
export interface WalletEntry { id: string; at: string; kind: string; label: string; amount: Money; balance_after: Money | null; state: 'done' | 'frozen' | 'voided'; order_id: string | null }
export interface Message { id: string; kind: string; title: string; body: string; link: { kind: 'order' | 'team' | 'product' | 'wallet'; id: string } | null; at: string; read: boolean }
export interface ShareLink { code: string; url: string; title: string; text: string; picture: Picture | null; poster_url: string; mini_program_path: string }
export interface TrackedEvent { id: string; name: string; version: number; at: string; properties: Record<string, string | number | boolean | null> }
