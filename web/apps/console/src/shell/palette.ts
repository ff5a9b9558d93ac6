import type { RouteRecordRaw } from 'vue-router'
import { permissionsOf } from './menu'
import type { IconName } from '@/kit/icons'

export interface Choice { key: string; title: string; note: string; icon: IconName; to: { name: string; params?: Record<string, string> } }

/** Where each kind of hit opens, and how it looks. */
export const KINDS = {
  order: { route: 'order', icon: 'order' },
  member: { route: 'member', icon: 'member' },
  product: { route: 'product', icon: 'product' },
  groupbuy: { route: 'groupbuy-detail', icon: 'team' },
} as const satisfies Record<string, { route: string; icon: IconName }>

/** Pages without places in their address that somebody may open and whose name contains what was typed. */
export function pagesFor(typed: string, routes: readonly RouteRecordRaw[], may: (...permissions: string[]) => boolean, name: (key: string) => string): Choice[] {
  const wanted = typed.trim().toLowerCase()
  return routes
    .filter((route) => !route.path.includes(':') && !route.meta?.outside && route.meta?.title)
    .filter((route) => permissionsOf(route.meta?.permission).length === 0 || may(...permissionsOf(route.meta?.permission)))
    .map((route) => ({ key: `page:${String(route.name)}`, title: name(route.meta!.title!), note: '', icon: route.meta?.menu?.icon ?? ('plus' as IconName), to: { name: String(route.name) } }))
    .filter((each) => each.title.toLowerCase().includes(wanted))
}
