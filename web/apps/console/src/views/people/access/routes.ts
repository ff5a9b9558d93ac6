import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'access.read' }
export default [
  { path: '/staff', name: 'staff', component: () => import('./staff.vue'), meta: { ...read, title: 'access.staff.title', menu: { group: 'system', order: 10, icon: 'staff' } } },
  { path: '/roles', name: 'roles', component: () => import('./roles.vue'), meta: { ...read, title: 'access.roles.title', menu: { group: 'system', order: 20, icon: 'role' } } },
] satisfies RouteRecordRaw[]
