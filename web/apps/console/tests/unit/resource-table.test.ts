import { expect, it } from 'vitest'
import { mount, flushPromises } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { defineComponent, h } from 'vue'
import { createRouter, createMemoryHistory } from 'vue-router'
import ElementPlus from 'element-plus'
import { i18n } from '@/locale'
import { useResource, type Piece } from '@/kit/resource'
import ResourceTable from '@/kit/resource-table.vue'
import TroubleNote from '@/kit/trouble-note.vue'
import { ApiError } from '@/api/problem'

interface Row { id: string; name: string }

async function show(fetch: () => Promise<Piece<Row>>, address = '/') {
  const page = defineComponent({
    setup() {
      const list = useResource<Row>({ screen: 'test', fetch, columns: [{ key: 'name', title: 'kit.all', fixed: true }], filters: [{ key: 'q', label: 'kit.all', kind: 'text' }] })
      return () => h(ResourceTable as never, { list, emptyTitle: 'nothing yet', emptyNote: 'the first step' })
    },
  })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', name: 'page', component: page }] })
  await router.push(address)
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const shown = mount({ template: '<router-view />' }, { global: { plugins: [router, i18n, ElementPlus, [VueQueryPlugin, { queryClient: queries }]], components: { TroubleNote } } })
  await flushPromises()
  return shown
}

it('shows rows, and how many there are', async () => {
  const shown = await show(() => Promise.resolve({ items: [{ id: 'a', name: '番茄' }], next: null, total: 1, is_more: false }))
  expect(shown.findAll('tbody tr').map((row) => row.text())).toEqual(['番茄'])
  expect(shown.find('[data-testid=total]').text()).toContain('1')
})

it('teaches where nothing exists yet, and offers to clear filters where they hide everything', async () => {
  const nothing = () => Promise.resolve({ items: [], next: null, total: 0, is_more: false })
  expect((await show(nothing)).find('.empty-note').text()).toBe('nothing yetthe first step')
  expect((await show(nothing, '/?q=x')).find('.empty-note button').exists()).toBe(true)
})

it('says what went wrong in the words of the server', async () => {
  const shown = await show(() => Promise.reject(new ApiError('kernel.forbidden', 403, '没有权限')))
  expect(shown.text()).toContain('没有权限')
})
