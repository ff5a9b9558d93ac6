import { computed, watch } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { api, ask, type Schemas } from '@/api/client'
import { isExactView, type Resource, type View } from './resource'

export type SavedView = Schemas['ViewOut']

/** The saved views of a list: one's own and those that colleagues share, and which of all views the list shows now. */
export function useViews<Row>(list: Resource<Row>) {
  const screen = list.options.screen
  const query = useQuery({ queryKey: ['views', screen], queryFn: () => ask(api.GET('/views', { params: { query: { screen } } })), staleTime: 60_000 })
  const saved = computed(() => query.data.value?.items ?? [])
  const asView = (each: SavedView): View => ({ id: each.id, title: each.name, query: each.query, columns: each.columns ?? undefined })
  const isOn = (view: View) => isExactView(list.route.query, view, { sort: list.options.sort, columns: list.shown.value, standard: list.standard })
  /** The view that was opened last, though something may have been changed since. */
  const opened = computed(() => saved.value.find((each) => each.id === list.route.query.view))
  const current = computed(() => saved.value.find((each) => isOn(asView(each))))
  const isBuiltIn = computed(() => (list.options.views ?? []).some(isOn))
  /** What would be kept now. */
  const present = computed(() => {
    const said = Object.entries(list.route.query).filter(([key, value]) => key !== 'view' && typeof value === 'string' && value !== '')
    return { query: Object.fromEntries(said) as Record<string, string>, columns: list.isStandard.value ? null : [...list.shown.value] }
  })
  const isNew = computed(() => !isBuiltIn.value && !current.value && (Object.keys(present.value.query).length > 0 || present.value.columns !== null))

  function show(each: SavedView): void {
    list.show({ ...asView(each), columns: each.columns ?? list.standard, query: { ...each.query, view: each.id } })
  }
  // The list opens by one's default view, once, where the address asks for nothing else.
  const begun = { value: Object.keys(list.route.query).length > 0 }
  watch(saved, (found) => {
    if (begun.value) return
    begun.value = true
    const own = found.find((each) => each.is_default)
    if (own && Object.keys(list.route.query).length === 0) show(own)
  }, { immediate: query.data.value !== undefined })

  return { query, saved, opened, current, present, isNew, show }
}
