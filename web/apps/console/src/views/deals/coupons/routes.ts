import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'coupons.read' }
export default [
  { path: '/coupons', name: 'coupons', component: () => import('./list.vue'), meta: { ...read, title: 'coupons.title', menu: { group: 'deals', order: 30, icon: 'tag' } } },
  { path: '/coupons/new', name: 'coupon-new', component: () => import('./form.vue'), meta: { permission: 'coupons.write', title: 'coupons.new', under: 'coupons' } },
  { path: '/coupons/:id', name: 'coupon', component: () => import('./detail.vue'), meta: { ...read, title: 'coupons.one', under: 'coupons' } },
  { path: '/coupons/:id/edit', name: 'coupon-edit', component: () => import('./form.vue'), meta: { permission: 'coupons.write', title: 'coupons.edit', under: 'coupons' } },
] satisfies RouteRecordRaw[]
