import type { RouteRecordRaw } from 'vue-router'

export default [
  { path: '/shipments', name: 'ship-table', component: () => import('./ship-table.vue'), meta: { title: 'fulfilment.table.title', permission: 'orders.ship', menu: { group: 'trade', order: 20, icon: 'ship' } } },
  { path: '/pickup', name: 'pickup', component: () => import('./pickup.vue'), meta: { title: 'fulfilment.pickup.title', permission: 'fulfilment.pickup', menu: { group: 'trade', order: 30, icon: 'qr' } } },
  { path: '/freight', name: 'freight', component: () => import('./list.vue'), meta: { title: 'fulfilment.freight.title', permission: 'fulfilment.read', menu: { group: 'trade', order: 40, icon: 'settings' } } },
  { path: '/freight/new', name: 'freight-new', component: () => import('./form.vue'), meta: { title: 'fulfilment.freight.add', permission: 'fulfilment.write', under: 'freight' } },
  { path: '/freight/:code', name: 'freight-template', component: () => import('./form.vue'), meta: { title: 'fulfilment.freight.edit', permission: 'fulfilment.read', under: 'freight' } },
] satisfies RouteRecordRaw[]
