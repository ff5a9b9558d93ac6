import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/settings', name: 'settings', component: () => import('./settings.vue'), meta: { permission: 'settings.read', title: 'settings.title', menu: { group: 'system', order: 60, icon: 'sandbox' } } },
] satisfies RouteRecordRaw[]
