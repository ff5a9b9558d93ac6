import type { RouteRecordRaw } from 'vue-router'

const read = { permission: 'consent.read' }
export default [
  { path: '/consents', name: 'consents', component: () => import('./overview.vue'), meta: { ...read, title: 'consent.title', menu: { group: 'people', order: 20, icon: 'consent' } } },
  { path: '/consents/:kind', name: 'consent-document', component: () => import('./document.vue'), meta: { ...read, title: 'consent.document', under: 'consents' } },
] satisfies RouteRecordRaw[]
