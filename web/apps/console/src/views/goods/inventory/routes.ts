import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'inventory.read' }
export default [
  { path: '/stock', name: 'stock', component: () => import('./levels.vue'), meta: { ...read, title: 'inventory.title', menu: { group: 'goods', order: 60, icon: 'stock' } } },
  { path: '/stock/movements', name: 'stock-movements', component: () => import('./movements.vue'), meta: { ...read, title: 'inventory.movements', menu: { group: 'goods', order: 70, icon: 'sort' } } },
  { path: '/stock/takes', name: 'stock-takes', component: () => import('./takes.vue'), meta: { ...read, title: 'inventory.takes.title', menu: { group: 'goods', order: 80, icon: 'task' } } },
  { path: '/stock/takes/:id', name: 'stock-take', component: () => import('./take.vue'), meta: { ...read, title: 'inventory.takes.title', under: 'stock-takes' } },
  { path: '/locations', name: 'locations', component: () => import('./places.vue'), meta: { ...read, title: 'inventory.places.title', menu: { group: 'goods', order: 90, icon: 'ship' } } },
] satisfies RouteRecordRaw[]
