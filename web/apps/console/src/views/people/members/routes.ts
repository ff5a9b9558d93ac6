import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'members.read' }
export default [
  { path: '/members', name: 'members', component: () => import('./list.vue'), meta: { ...read, title: 'members.title', menu: { group: 'people', order: 10, icon: 'member' } } },
  { path: '/members/:id', name: 'member', component: () => import('./detail.vue'), meta: { ...read, title: 'members.one', under: 'members' } },
] satisfies RouteRecordRaw[]
