/**
 * Wire types of the shop door (`/api/v1/shop`), named for readers and taken from the generated schema (`npm run gen:api`).
 * Written by hand is only what the schema leaves open: the offers of a product, and the faces of people.
 */
import type { components, paths } from './schema'

type S = components['schemas']
type Read<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer J } } } } } ? J : never

export type Money = S['Money']
export interface Page<T> { items: T[]; next?: string | null }
export interface Items<T> { items: T[] }
export type Picture = S['Picture']

export type Problem = S['Problem']

export type ShopProfile = S['ShopProfileOut']

// People
export type Gender = Member['gender']
export type Member = S['MemberOut']
export type MemberChange = S['ChangeMember']
export type Session = S['SessionOut']
export type SignInCode = S['CodeSentOut']
export type Device = S['DeviceOut']
export type Consents = S['Consents']
export type ConsentKind = S['ConsentQuestion']['kind']
export type ConsentDecision = S['ConsentDecision']
export type ConsentDocument = S['ConsentDocument']
export type ConsentEntry = S['ConsentEntry']
export type DataExport = S['DataExportOut']
export type Erasure = S['ErasureOut']
export type EraseProof = S['EraseIn']
export type MergeProof = S['MergeIn']
export type AddressInput = S['AddressIn']
export type Address = Read<'/me/addresses'>['items'][number]
export type ParsedAddress = S['ParsedOut']
export type Region = S['RegionOut']

// Goods
export type Category = S['CategoryOut']
export type CardOffer = S['OfferCardOut']
export type Card = S['Card']
export type Banner = S['Banner']
export type Shelf = S['Shelf']
export type Home = Omit<S['HomeOut'], 'products'> & { products: Page<Card> }
export type Sort = S['Sort']
export type Sku = S['SkuOut']
export type ProductOption = S['OptionAxis']
export type DetailBlock = S['BlockOut']
export interface Person { nickname: string; avatar: Picture | null }
export type TeamCard = Omit<S['TeamCardOut'], 'leader'> & { leader: Person }
export type ProductTeams = Items<TeamCard> & { mine: TeamCard[] }
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
// The offers come from the deals' own domains: the schema leaves them open.
export type Product = Omit<S['ProductOut'], 'offers'> & { offers: GroupBuyOffer[] }

// Group-buy
export type TeamState = S['TeamState']
export type Seat = Omit<S['TeamSeat'], 'avatar'> & Person
export type TeamMine = S['MySeat']
export type TeamSku = S['TeamSku']
export type Team = Omit<S['TeamOut'], 'seats'> & { seats: Seat[] }

// Trade
export type Delivery = Order['delivery']
export type CartLineState = CartLine['state']
export type CartLine = S['CartLineOut']
export type Cart = S['CartOut']
export type WantedLine = S['LineIn']
export type GroupBuyDeal = S['DealIn']
export type QuoteInput = S['QuoteIn']
export type QuoteLine = S['QuoteLine']
export type Adjustment = S['AdjustmentOut']
export type Explanation = S['QuoteExplanation']
export type Saving = S['CurrentSaving']
/** What a coupon says, claimed or not. */
export type CouponFace = Pick<S['MyCoupon'], 'template_id' | 'name' | 'kind' | 'amount' | 'percent_off_bps' | 'cap' | 'threshold' | 'scope'>
export type OfferedCoupon = S['OfferedCoupon']
export type MyCoupon = S['MyCoupon']
export type CouponTab = 'usable' | 'held' | 'used' | 'over'
export type PickupPoint = Read<'/pickup-points'>['items'][number]
export type Quote = S['QuoteOut']
export type PlaceOrder = S['OrderIn']
export type OrderState = S['State']
export type OrderFilter = 'all' | 'awaiting_payment' | 'waiting' | 'preparing' | 'shipped' | 'received' | 'closed'
export type OrderAction = Order['actions'][number]
export type OrderCardLine = S['CardLine']
export type OrderCard = S['OrderCard']
export type OrderLine = S['LineOut']
export type Refund = S['OrderRefundOut']
export type Parcel = S['ParcelOut']
export type LateChoice = S['LateChoiceOut']
export type LateDecision = S['LateChoiceIn']
export type Order = S['OrderOut']
export type PaymentMethod = S['MethodOut']
export type PaymentStart = S['StartOut']
export type Payment = S['PaymentOut']

// Wallet, messages, sharing, tracking
export type Wallet = S['WalletOut']
export type WalletEntry = S['WalletEntryOut']
export type Message = S['MessageOut']
export type ShareInput = S['ShareIn']
export type ShareLink = S['ShareLinkOut']
export type TrackedEvent = S['EventIn']
export type Tracked = S['AcceptedOut']
