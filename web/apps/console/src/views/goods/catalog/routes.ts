import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'catalog.read' }
const write = { permission: 'catalog.write' }
export default [
  { path: '/products', name: 'products', component: () => import('./list.vue'), meta: { ...read, title: 'catalog.title', menu: { group: 'goods', order: 10, icon: 'product' } } },
  { path: '/products/new', name: 'product-new', component: () => import('./form.vue'), meta: { ...write, title: 'catalog.new', under: 'products' } },
  { path: '/products/import', name: 'product-import', component: () => import('./import.vue'), meta: { ...write, title: 'catalog.import.title', under: 'products' } },
  { path: '/products/:id', name: 'product', component: () => import('./form.vue'), meta: { ...read, title: 'catalog.one', under: 'products' } },
  { path: '/products/:id/prices', name: 'product-prices', component: () => import('./prices.vue'), meta: { ...read, title: 'catalog.prices.title', under: 'products' } },
  { path: '/categories', name: 'categories', component: () => import('./categories.vue'), meta: { ...read, title: 'catalog.tree.title', menu: { group: 'goods', order: 20, icon: 'tree' } } },
  { path: '/brands', name: 'brands', component: () => import('./names.vue'), meta: { ...read, title: 'catalog.names.title', menu: { group: 'goods', order: 22, icon: 'tag' } } },
  { path: '/collections', name: 'collections', component: () => import('./collections.vue'), meta: { ...read, title: 'catalog.rules.title', menu: { group: 'goods', order: 24, icon: 'columns' } } },
  { path: '/margins', name: 'margins', component: () => import('./margins.vue'), meta: { ...read, title: 'catalog.margins.title', menu: { group: 'goods', order: 26, icon: 'chart' } } },
] satisfies RouteRecordRaw[]
