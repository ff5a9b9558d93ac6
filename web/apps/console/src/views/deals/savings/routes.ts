import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'savings.read' }
export default [
  { path: '/savings', name: 'savings', component: () => import('./list.vue'), meta: { ...read, title: 'savings.title', menu: { group: 'deals', order: 40, icon: 'bell' } } },
  { path: '/savings/calendar', name: 'savings-calendar', component: () => import('./calendar.vue'), meta: { ...read, title: 'savings.calendar.title', menu: { group: 'deals', order: 50, icon: 'clock' } } },
  { path: '/savings/stacking', name: 'stacking', component: () => import('./stacking.vue'), meta: { ...read, title: 'savings.stacking.title', menu: { group: 'deals', order: 60, icon: 'columns' } } },
  { path: '/savings/new', name: 'saving-new', component: () => import('./form.vue'), meta: { permission: 'savings.write', title: 'savings.new', under: 'savings' } },
  { path: '/savings/:id', name: 'saving', component: () => import('./detail.vue'), meta: { ...read, title: 'savings.one', under: 'savings' } },
  { path: '/savings/:id/edit', name: 'saving-edit', component: () => import('./form.vue'), meta: { permission: 'savings.write', title: 'savings.edit', under: 'savings' } },
] satisfies RouteRecordRaw[]
