import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'groupbuy.read' }
export default [
  { path: '/groupbuy', name: 'groupbuy', component: () => import('./list.vue'), meta: { ...read, title: 'groupbuy.title', menu: { group: 'deals', order: 10, icon: 'team' } } },
  { path: '/groupbuy/board', name: 'groupbuy-board', component: () => import('./board.vue'), meta: { ...read, title: 'groupbuy.board.title', menu: { group: 'deals', order: 20, icon: 'live' } } },
  { path: '/groupbuy/new', name: 'groupbuy-new', component: () => import('./form.vue'), meta: { permission: 'groupbuy.write', title: 'groupbuy.new', under: 'groupbuy' } },
  { path: '/groupbuy/:id', name: 'groupbuy-detail', component: () => import('./detail.vue'), meta: { ...read, title: 'groupbuy.one', under: 'groupbuy' } },
  { path: '/groupbuy/:id/edit', name: 'groupbuy-edit', component: () => import('./form.vue'), meta: { permission: 'groupbuy.write', title: 'groupbuy.edit', under: 'groupbuy' } },
] satisfies RouteRecordRaw[]
