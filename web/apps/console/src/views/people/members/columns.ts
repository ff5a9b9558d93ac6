import type { Schemas } from '@/api/client'
import type { Choice, Column, Filter, View } from '@/kit/resource'
import { translate } from '@/locale'

export type Row = Schemas['MemberRow']
export const WISHES = ['given', 'withdrawn', 'unasked'] as const
export const SOURCES = ['direct', 'share'] as const

const said = (values: readonly string[], key: string) => (): Choice[] => values.map((value) => ({ value, label: translate(`members.${key}.${value}`) }))

export const COLUMNS: Column[] = [
  { key: 'nickname', title: 'members.member', fixed: true, width: 220 },
  { key: 'phone', title: 'members.phone', width: 130 },
  { key: 'orders', title: 'members.orders', sort: 'orders', align: 'right', width: 90 },
  { key: 'paid', title: 'members.paid', sort: 'paid', align: 'right', width: 120 },
  { key: 'source', title: 'members.source', width: 110 },
  { key: 'marketing', title: 'members.marketing', width: 110 },
  { key: 'registered', title: 'members.registered', sort: 'registered', width: 120 },
  { key: 'seen', title: 'members.seen', sort: 'seen', width: 120 },
  { key: 'adviser', title: 'members.adviser.name', width: 110 },
  { key: 'recommendations', title: 'members.recommendations', width: 120, optional: true },
  { key: 'email', title: 'members.email', width: 180, optional: true },
  { key: 'region', title: 'members.region', optional: true },
  { key: 'level', title: 'members.level', align: 'right', width: 80, optional: true },
]

export const filtersWith = (advisers: () => Choice[]): Filter[] => [
  { key: 'q', label: 'members.search', placeholder: 'members.search_hint', kind: 'text' },
  { key: 'registered', label: 'members.registered', kind: 'day-range' },
  { key: 'source', label: 'members.source', kind: 'choice', choices: said(SOURCES, 'sources') },
  { key: 'has_orders', label: 'members.bought', kind: 'choice', choices: () => [{ value: 'true', label: translate('members.has_bought') }, { value: 'false', label: translate('members.has_not_bought') }], hidden: true },
  { key: 'marketing', label: 'members.marketing', kind: 'choice', choices: said(WISHES, 'wishes') },
  { key: 'adviser_id', label: 'members.adviser.name', kind: 'choice', choices: advisers },
  { key: 'has_adviser', label: 'members.adviser.none', kind: 'choice', hidden: true },
  { key: 'state', label: 'members.state', kind: 'choice', hidden: true },
  { key: 'seen', label: 'members.seen', kind: 'day-range', hidden: true },
  { key: 'paid', label: 'members.paid', kind: 'money-range', hidden: true },
  { key: 'recommendations', label: 'members.recommendations', kind: 'choice', hidden: true },
]

export const VIEWS: View[] = [
  { id: 'all', title: 'kit.all', query: {} },
  { id: 'buyers', title: 'members.views.buyers', query: { has_orders: 'true', sort: '-paid' } },
  { id: 'new', title: 'members.views.not_bought', query: { has_orders: 'false' } },
  { id: 'shared', title: 'members.views.shared', query: { source: 'share' } },
  { id: 'reachable', title: 'members.views.reachable', query: { marketing: 'given' } },
  { id: 'unadvised', title: 'members.adviser.none', query: { has_adviser: 'false' } },
  { id: 'erased', title: 'members.views.erased', query: { state: 'erased' } },
  { id: 'merged', title: 'members.views.merged', query: { state: 'merged' } },
]
