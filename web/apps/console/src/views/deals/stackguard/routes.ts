import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/stackguard', name: 'stackguard', component: () => import('./guard.vue'), meta: { permission: 'savings.read', title: 'stackguard.title', menu: { group: 'deals', order: 70, icon: 'warning' } } },
] satisfies RouteRecordRaw[]
