import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/payments', name: 'payments', component: () => import('./list.vue'), meta: { title: 'payments.title', permission: 'payments.read', menu: { group: 'money', order: 10, icon: 'money' } } },
  { path: '/refunds', name: 'refunds', component: () => import('./refunds.vue'), meta: { title: 'payments.refunds', permission: 'payments.read', menu: { group: 'money', order: 20, icon: 'refund' } } },
] satisfies RouteRecordRaw[]
