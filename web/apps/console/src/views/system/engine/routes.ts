import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'system.read' }
export default [
  { path: '/jobs', name: 'jobs', component: () => import('./jobs.vue'), meta: { ...read, title: 'engine.jobs.title', menu: { group: 'system', order: 40, icon: 'jobs' } } },
  { path: '/facts', name: 'facts', component: () => import('./facts.vue'), meta: { ...read, title: 'engine.facts.title', menu: { group: 'system', order: 50, icon: 'facts' } } },
] satisfies RouteRecordRaw[]
