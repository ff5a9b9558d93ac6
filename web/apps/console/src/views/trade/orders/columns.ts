import type { Schemas } from '@/api/client'
import type { Choice, Column, Filter, View } from '@/kit/resource'
import { translate } from '@/locale'

export type Row = Schemas['OrderRow']
export type State = Row['state']
export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info' | 'accent'
export const TONES: Record<State, Tone> = { awaiting_payment: 'warning', waiting: 'accent', preparing: 'info', shipped: 'success', ready_for_pickup: 'success', received: 'neutral', completed: 'neutral', closed: 'neutral' }
export const STATES = Object.keys(TONES) as State[]
export const FLAGS = ['red', 'yellow', 'green', 'blue', 'purple'] as const
export type Flag = (typeof FLAGS)[number]

export const COLUMNS: Column[] = [
  { key: 'number', title: 'orders.number', sort: 'number', fixed: true, width: 178 },
  { key: 'goods', title: 'orders.goods' },
  { key: 'buyer', title: 'orders.buyer_receiver', width: 176 },
  { key: 'payable', title: 'orders.payable', sort: 'payable', align: 'right', width: 110 },
  { key: 'state', title: 'orders.state', width: 160 },
  { key: 'receiver', title: 'orders.receiver', width: 190, optional: true },
  { key: 'parcels', title: 'orders.parcels', width: 190, optional: true },
  { key: 'placed', title: 'orders.placed', sort: 'placed', width: 110 },
  { key: 'paid', title: 'orders.paid_at', sort: 'paid', width: 110, optional: true },
  { key: 'delivery', title: 'orders.delivery', width: 80, optional: true },
  { key: 'refunded', title: 'orders.refunded', align: 'right', width: 110, optional: true },
  { key: 'note', title: 'orders.note', optional: true },
  { key: 'remark', title: 'orders.remark', optional: true },
  { key: 'sharer', title: 'orders.sharer', width: 130, optional: true },
]

/** `hidden` ones stand under "more filters", or come from other pages by the address. */
export const filtersWith = (carriers: () => Choice[]): Filter[] => [
  { key: 'q', label: 'orders.search', placeholder: 'orders.search_hint', kind: 'text' },
  { key: 'state', label: 'orders.state', kind: 'multi', choices: () => STATES.map((value) => ({ value, label: translate(`orders.states.${value}`) })) },
  { key: 'placed', label: 'orders.placed', kind: 'day-range' },
  { key: 'carrier', label: 'orders.carrier', kind: 'choice', choices: carriers, hidden: true },
  { key: 'paid', label: 'orders.paid_at', kind: 'day-range', hidden: true },
  { key: 'payable', label: 'orders.payable', kind: 'money-range', hidden: true },
  { key: 'delivery', label: 'orders.delivery', kind: 'choice', hidden: true },
  { key: 'flag', label: 'orders.flag', kind: 'choice', hidden: true },
  { key: 'refund', label: 'orders.refund', kind: 'choice', hidden: true },
  { key: 'note', label: 'orders.note', kind: 'choice', hidden: true },
  { key: 'hold_reason', label: 'orders.hold', kind: 'choice', hidden: true },
  { key: 'receiver_phone', label: 'orders.receiver_phone', kind: 'text', hidden: true },
  { key: 'buyer_phone', label: 'orders.buyer_phone', kind: 'text', hidden: true },
  { key: 'waybill', label: 'orders.waybill', kind: 'text', hidden: true },
  { key: 'overdue', label: 'orders.overdue', kind: 'switch', hidden: true },
  { key: 'member_id', label: 'orders.of_member', kind: 'text', hidden: true },
  { key: 'product_id', label: 'orders.of_product', kind: 'text', hidden: true },
  { key: 'sku_id', label: 'orders.of_sku', kind: 'text', hidden: true },
  { key: 'sharer_id', label: 'orders.of_sharer', kind: 'text', hidden: true },
  { key: 'team_id', label: 'orders.of_team', kind: 'text', hidden: true },
  { key: 'activity_id', label: 'orders.of_activity', kind: 'text', hidden: true },
]

/** What stands under "more filters". */
export const MORE = ['carrier', 'paid', 'payable', 'delivery', 'flag', 'refund', 'note', 'receiver_phone', 'buyer_phone', 'waybill'] as const
/** What only other pages set; shown as chips so that nobody wonders. */
export const NAMED = ['member_id', 'product_id', 'sku_id', 'sharer_id', 'team_id', 'activity_id', 'hold_reason'] as const

export const VIEWS: View[] = [
  { id: 'all', title: 'orders.views.all', query: {} },
  { id: 'awaiting_payment', title: 'orders.views.awaiting_payment', query: { state: 'awaiting_payment' } },
  { id: 'waiting', title: 'orders.views.waiting', query: { state: 'waiting' } },
  { id: 'to_ship', title: 'orders.views.to_ship', query: { state: 'preparing', delivery: 'ship' } },
  { id: 'overdue', title: 'orders.views.overdue', query: { overdue: 'true' } },
  { id: 'to_prepare', title: 'orders.views.to_prepare', query: { state: 'preparing', delivery: 'pickup' } },
  { id: 'ready_for_pickup', title: 'orders.views.ready_for_pickup', query: { state: 'ready_for_pickup' } },
  { id: 'shipped', title: 'orders.views.shipped', query: { state: 'shipped' } },
  { id: 'done', title: 'orders.views.done', query: { state: 'received,completed' } },
  { id: 'refunded', title: 'orders.views.refunded', query: { refund: 'any' } },
  { id: 'closed', title: 'orders.views.closed', query: { state: 'closed' } },
]

export const EXPORT_COLUMNS = ['number', 'state', 'placed_at', 'paid_at', 'shipped_at', 'completed_at', 'buyer', 'receiver_name', 'receiver_phone', 'receiver_address', 'delivery', 'goods', 'sku_code', 'quantity', 'goods_total', 'discount', 'freight', 'payable', 'paid', 'refunded', 'carrier', 'waybill', 'remark', 'note'] as const
export type ExportColumn = (typeof EXPORT_COLUMNS)[number]
