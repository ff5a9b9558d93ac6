import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { asApiError } from '@/api/problem'
import { can, forgetMe, loadMe, me } from '@/api/me'
import { whenSignedOut } from '@/api/client'
import { session } from '@/api/session'
import { translate } from '@/locale'
import { permissionsOf } from './menu'

/** Every domain brings its pages: `views/<group>/<domain>/routes.ts` has a list of routes as its default. */
const found = import.meta.glob<{ default: RouteRecordRaw[] }>('../views/**/routes.ts', { eager: true })
export const pages: RouteRecordRaw[] = Object.values(found).flatMap((part) => part.default)

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes: [
    ...pages,
    { path: '/forbidden', name: 'forbidden', component: () => import('./forbidden.vue'), meta: { title: 'shell.forbidden' } },
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('./not-found.vue'), meta: { title: 'shell.not_found' } }],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

const STAGES: Record<string, string> = { totp: 'sign-in-totp', change_password: 'sign-in-password', enrol_totp: 'sign-in-enrol' }

router.beforeEach(async (to) => {
  if (!session.kept) return to.meta.outside ? true : { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } }
  if (!me.value || me.value.next !== 'ready') {
    try {
      await loadMe()
    } catch (error) {
      if (!session.kept) return { name: 'sign-in', query: { to: to.fullPath } }
      if (!asApiError(error).isUncertain) throw error
    }
  }
  const wanted = STAGES[me.value?.next ?? 'ready']
  if (wanted) return to.name === wanted ? true : { name: wanted, query: to.query }
  if (to.meta.outside && to.name !== 'sign-in-codes') return typeof to.query.to === 'string' ? to.query.to : '/'
  const needed = permissionsOf(to.meta.permission)
  if (needed.length > 0 && me.value && !can(...needed)) return { name: 'forbidden', query: { page: to.path } }
  return true
})

router.afterEach((to) => {
  const title = to.meta.title ? translate(to.meta.title) : ''
  document.title = [title, translate('shell.product')].filter(Boolean).join(' · ')
})

whenSignedOut(() => {
  forgetMe()
  const here = router.currentRoute.value
  if (!here.meta.outside) void router.replace({ name: 'sign-in', query: { to: here.fullPath } })
})
