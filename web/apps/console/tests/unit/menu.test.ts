import { expect, it } from 'vitest'
import { menuOf } from '@/shell/menu'
import type { RouteRecordRaw } from 'vue-router'

const page = (name: string, group: string, order: number, permission?: string | string[]) =>
  ({ path: `/${name}`, name, component: {}, meta: { title: name, permission, menu: { group, order, icon: 'order' } } }) as unknown as RouteRecordRaw
const pages = [page('staff', 'system', 2, 'access.read'), page('today', 'home', 1), page('jobs', 'system', 1, ['system.read', 'system.retry']), page('orders', 'trade', 1, 'orders.read')]

it('shows what somebody may open, in order, without empty groups', () => {
  const may = (...wanted: string[]) => wanted.some((each) => ['system.retry', 'access.read'].includes(each))
  expect(menuOf(pages, may).map((each) => [each.group, each.entries.map((entry) => entry.name)])).toEqual([['home', ['today']], ['system', ['jobs', 'staff']]])
})
