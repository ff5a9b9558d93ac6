import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/orders', name: 'orders', component: () => import('./list.vue'), meta: { title: 'orders.title', permission: 'orders.read', menu: { group: 'trade', order: 10, icon: 'order' } } },
  { path: '/orders/picking', name: 'orders-picking', component: () => import('./picking.vue'), meta: { title: 'orders.picking.title', permission: 'orders.ship', under: 'orders' } },
  { path: '/orders/:id', name: 'order', component: () => import('./detail.vue'), meta: { title: 'orders.detail', permission: 'orders.read', under: 'orders' } },
] satisfies RouteRecordRaw[]
