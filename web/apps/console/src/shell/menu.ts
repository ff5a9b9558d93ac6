import type { RouteRecordRaw } from 'vue-router'
import type { IconName } from '@/kit/icons'

export const GROUPS = ['home', 'trade', 'goods', 'deals', 'people', 'growth', 'money', 'system', 'sandbox'] as const
export type Group = (typeof GROUPS)[number]

declare module 'vue-router' {
  interface RouteMeta {
    /** The key of the page's title. */
    title?: string
    /** One of these permissions opens the page; none needed when absent. */
    permission?: string | string[]
    menu?: { group: Group; order: number; icon: IconName }
    /** Pages of the sign-in, without the frame. */
    outside?: boolean
    /** The menu entry that is lit while a page without one of its own is open, by route name. */
    under?: string
  }
}

export interface Entry { name: string; path: string; title: string; icon: IconName; order: number }
export type Menu = { group: Group; entries: Entry[] }[]

export const permissionsOf = (permission: string | string[] | undefined): string[] => (permission === undefined ? [] : [permission].flat())

/** The menu for somebody who may do what `may` says: groups in their order, without empty ones. */
export function menuOf(routes: readonly RouteRecordRaw[], may: (...permissions: string[]) => boolean): Menu {
  return GROUPS.map((group) => ({
    group,
    entries: routes
      .filter((route) => route.meta?.menu?.group === group)
      .filter((route) => permissionsOf(route.meta?.permission).length === 0 || may(...permissionsOf(route.meta?.permission)))
      .map((route) => ({ name: String(route.name), path: route.path, title: route.meta!.title!, icon: route.meta!.menu!.icon, order: route.meta!.menu!.order }))
      .sort((a, b) => a.order - b.order),
  })).filter((each) => each.entries.length > 0)
}
