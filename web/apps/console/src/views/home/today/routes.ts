import type { RouteRecordRaw } from 'vue-router'

export default [{ path: '/', name: 'today', component: () => import('./today.vue'), meta: { title: 'today.title', menu: { group: 'home', order: 10, icon: 'today' } } }] satisfies RouteRecordRaw[]
