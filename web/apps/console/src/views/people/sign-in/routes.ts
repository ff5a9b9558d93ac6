import type { RouteRecordRaw } from 'vue-router'

const outside = { outside: true }
export default [
  { path: '/sign-in', name: 'sign-in', component: () => import('./sign-in.vue'), meta: { ...outside, title: 'sign_in.title' } },
  { path: '/sign-in/code', name: 'sign-in-totp', component: () => import('./code.vue'), meta: { ...outside, title: 'sign_in.code.title' } },
  { path: '/sign-in/password', name: 'sign-in-password', component: () => import('./password.vue'), meta: { ...outside, title: 'sign_in.password.title' } },
  { path: '/sign-in/second-factor', name: 'sign-in-enrol', component: () => import('./enrol.vue'), meta: { ...outside, title: 'sign_in.enrol.title' } },
  { path: '/sign-in/recovery-codes', name: 'sign-in-codes', component: () => import('./codes.vue'), meta: { ...outside, title: 'sign_in.codes.title' } },
  { path: '/account', name: 'account', component: () => import('./account.vue'), meta: { title: 'shell.account' } },
] satisfies RouteRecordRaw[]
