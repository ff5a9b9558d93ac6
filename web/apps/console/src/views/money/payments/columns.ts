import type { Schemas } from '@/api/client'
import type { Column, Filter, View } from '@/kit/resource'
import { translate } from '@/locale'

export type Payment = Schemas['PaymentRow']
export type Refund = Schemas['RefundRow']
export const TONES = { awaiting: 'warning', paid: 'success', closed: 'neutral', mismatch: 'danger', pending: 'warning', done: 'success', failed: 'danger' } as const
const choice = (values: string[], under: string) => () => values.map((value) => ({ value, label: translate(`payments.${under}.${value}`) }))

export const COLUMNS: Column[] = [
  { key: 'order', title: 'payments.order', fixed: true, width: 178 },
  { key: 'buyer', title: 'payments.buyer', width: 150 },
  { key: 'method', title: 'payments.method' },
  { key: 'state', title: 'payments.state', width: 120 },
  { key: 'amount', title: 'payments.amount', sort: 'amount', align: 'right', width: 120 },
  { key: 'refunded', title: 'payments.refunded', align: 'right', width: 120 },
  { key: 'created', title: 'payments.created', sort: 'created', width: 120 },
  { key: 'paid', title: 'payments.paid_at', width: 120 },
  { key: 'id', title: 'payments.id', optional: true },
]
export const FILTERS: Filter[] = [
  { key: 'number', label: 'payments.order', kind: 'text' },
  { key: 'state', label: 'payments.state', kind: 'multi', choices: choice(['awaiting', 'paid', 'closed', 'mismatch'], 'states') },
  { key: 'method', label: 'payments.method', kind: 'choice', choices: choice(['balance', 'sandbox'], 'methods') },
  { key: 'created', label: 'payments.created', kind: 'day-range' },
  { key: 'amount', label: 'payments.amount', kind: 'money-range' },
  { key: 'refunded', label: 'payments.refunded', kind: 'switch', hidden: true },
  { key: 'payer', label: 'payments.buyer', kind: 'text', hidden: true },
  { key: 'order_id', label: 'payments.order', kind: 'text', hidden: true },
]
export const VIEWS: View[] = [
  { id: 'all', title: 'payments.views.all', query: {} },
  { id: 'paid', title: 'payments.views.paid', query: { state: 'paid' } },
  { id: 'awaiting', title: 'payments.views.awaiting', query: { state: 'awaiting' } },
  { id: 'refunded', title: 'payments.views.refunded', query: { refunded: 'true' } },
  { id: 'mismatch', title: 'payments.views.mismatch', query: { state: 'mismatch' } },
]

export const REFUND_COLUMNS: Column[] = [
  { key: 'order', title: 'payments.order', fixed: true, width: 178 },
  { key: 'buyer', title: 'payments.buyer', width: 150 },
  { key: 'reason', title: 'payments.reason' },
  { key: 'to', title: 'payments.to', width: 110 },
  { key: 'state', title: 'payments.state', width: 190 },
  { key: 'amount', title: 'payments.amount', sort: 'amount', align: 'right', width: 120 },
  { key: 'created', title: 'payments.asked', sort: 'created', width: 120 },
  { key: 'done', title: 'payments.done_at', width: 120 },
  { key: 'attempts', title: 'payments.attempts', align: 'right', width: 80, optional: true },
]
export const REFUND_FILTERS: Filter[] = [
  { key: 'number', label: 'payments.order', kind: 'text' },
  { key: 'state', label: 'payments.state', kind: 'multi', choices: choice(['pending', 'done', 'failed'], 'refund_states') },
  { key: 'to', label: 'payments.to', kind: 'choice', choices: choice(['gateway', 'balance'], 'targets') },
  { key: 'created', label: 'payments.asked', kind: 'day-range' },
  { key: 'amount', label: 'payments.amount', kind: 'money-range' },
  { key: 'stuck', label: 'payments.stuck', kind: 'switch', hidden: true },
  { key: 'order_id', label: 'payments.order', kind: 'text', hidden: true },
]
export const REFUND_VIEWS: View[] = [
  { id: 'all', title: 'payments.views.all', query: {} },
  { id: 'failed', title: 'payments.views.failed', query: { state: 'failed' } },
  { id: 'stuck', title: 'payments.views.stuck', query: { stuck: 'true' } },
  { id: 'pending', title: 'payments.views.pending', query: { state: 'pending' } },
  { id: 'done', title: 'payments.views.done', query: { state: 'done' } },
]
