import type { RouteRecordRaw } from 'vue-router'

export default [{ path: '/sandbox', name: 'sandbox', component: () => import('./sandbox.vue'), meta: { title: 'sandbox.title', permission: ['sandbox.control', 'sms.read'], menu: { group: 'sandbox', order: 10, icon: 'sandbox' } } }] satisfies RouteRecordRaw[]
