import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/audit', name: 'audit', component: () => import('./list.vue'), meta: { title: 'audit.title', permission: 'audit.read', menu: { group: 'system', order: 30, icon: 'audit' } } },
] satisfies RouteRecordRaw[]
