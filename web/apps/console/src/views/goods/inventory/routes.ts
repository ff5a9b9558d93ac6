import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'inventory.read' }
export default [
  { path: '/stock', name: 'stock', component: () => import('./levels.vue'), meta: { ...read, title: 'inventory.title', menu: { group: 'goods', order: 60, icon: 'stock' } } },
  { path: '/stock/movements', name: 'stock-movements', component: () => import('./movements.vue'), meta: { ...read, title: 'inventory.movements', menu: { group: 'goods', order: 70, icon: 'sort' } } },
] satisfies RouteRecordRaw[]
