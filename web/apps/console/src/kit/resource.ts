import { computed, ref, watch, type Ref } from 'vue'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import { useStorage } from '@vueuse/core'

/** A column: `sort` is the name the API sorts by; `optional` columns are hidden until chosen. `title` is a key of the words. */
export interface Column { key: string; title: string; width?: number; align?: 'right'; sort?: string; optional?: boolean; fixed?: boolean }
export type Choice = { value: string; label: string }
/**
 * A filter, in the address as `key=value` (`multi`: several, `a,b`). `label` is a key of the words, `choices` are ready to be shown.
 * kinds: text (sent on Enter), choice, multi, switch ('true'), day-range (`<key>_since`, `<key>_until` as moments), money-range (`<key>_min`, `<key>_max` in minor units).
 */
export interface Filter { key: string; label: string; kind: 'text' | 'choice' | 'multi' | 'switch' | 'day-range' | 'money-range'; choices?: () => Choice[]; placeholder?: string; hidden?: boolean }
/** A view is a name for filters, a sort and perhaps columns; built-in ones are tabs. `count`: how many rows stand behind it, where that tells somebody what to do. */
export interface View { id: string; title: string; query: Record<string, string>; columns?: string[]; count?: () => number | undefined }
export interface Piece<Row> { items: Row[]; next?: string | null; total?: number; is_more?: boolean }
export type Wish = Record<string, string | string[] | number | boolean | undefined>

export interface ResourceOptions<Row> {
  /** The name under which columns, page size and views are kept: `orders`. */
  screen: string
  fetch: (wish: Wish) => Promise<Piece<Row>>
  columns: Column[]
  filters?: Filter[]
  views?: View[]
  sort?: string
  rowKey?: (row: Row) => string
  refresh_ms?: number
}

export const SIZES = [20, 50, 100]

/** The parameters a filter writes into the address. */
export function keysOf(filter: Filter): string[] {
  if (filter.kind === 'day-range') return [`${filter.key}_since`, `${filter.key}_until`]
  if (filter.kind === 'money-range') return [`${filter.key}_min`, `${filter.key}_max`]
  return [filter.key]
}

/** What the address asks for, limited to what the list knows. */
export function readWish(query: LocationQuery, filters: Filter[], sort: string | undefined): Wish {
  const wish: Wish = {}
  for (const filter of filters) {
    for (const key of keysOf(filter)) {
      const value = query[key]
      if (typeof value !== 'string' || value === '') continue
      wish[key] = filter.kind === 'multi' ? value.split(',') : filter.kind === 'switch' ? value === 'true' : value
    }
  }
  const asked = typeof query.sort === 'string' ? query.sort : sort
  if (asked) wish.sort = asked
  return wish
}

/** Whether a list shows what a view names, so that its tab is lit: the same filters, in whatever order of rows. */
export function isSameView(query: LocationQuery, view: View): boolean {
  return isSame({ ...query, sort: undefined }, { ...view.query, sort: undefined })
}

/** Whether a list shows exactly a view: filters, sort (`sort` is the list's own), and the columns it says or else the `standard` ones. */
export function isExactView(query: LocationQuery, view: View, list: { sort?: string; columns: string[]; standard: string[] }): boolean {
  const sameColumns = [...(view.columns ?? list.standard)].sort().join() === [...list.columns].sort().join()
  return sameColumns && isSame({ ...query, sort: query.sort || list.sort }, { ...view.query, sort: view.query.sort || list.sort })
}

function isSame(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const said = (from: Record<string, unknown>) => Object.entries({ ...from, view: undefined }).filter(([, value]) => value)
  const wanted = new Map(said(right))
  return said(left).length === wanted.size && said(left).every(([key, value]) => wanted.get(key) === value)
}

export type Resource<Row> = ReturnType<typeof useResource<Row>>

/** A list of the server: filters, sort and view in the address; columns and page size kept in this browser. */
export function useResource<Row>(options: ResourceOptions<Row>) {
  const route = useRoute()
  const router = useRouter()
  const filters = options.filters ?? []
  const size = useStorage(`tuanzi.console.size.${options.screen}`, SIZES[0]!)
  const shown = useStorage<string[]>(`tuanzi.console.columns.${options.screen}`, standard(options.columns))
  const cursors = ref<(string | undefined)[]>([undefined])
  const page = ref(0)
  const wish = computed(() => readWish(route.query, filters, options.sort))
  const selected = ref(new Map<string, Row>()) as Ref<Map<string, Row>>
  const key = computed(() => [options.screen, wish.value, size.value, cursors.value[page.value]])
  const here = route.name

  watch([() => JSON.stringify(wish.value), size], () => {
    cursors.value = [undefined]
    page.value = 0
    selected.value = new Map()
  })

  const query = useQuery({
    queryKey: key,
    queryFn: () => options.fetch({ ...wish.value, limit: size.value, cursor: cursors.value[page.value] }),
    placeholderData: keepPreviousData,
    refetchInterval: options.refresh_ms,
    enabled: computed(() => route.name === here),
  })

  /** Write filters or the sort into the address; empty ones go. */
  function ask(changes: Record<string, string | undefined>): void {
    const wanted: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...route.query, ...changes })) if (typeof value === 'string' && value !== '') wanted[name] = value
    void router.replace({ query: wanted })
  }
  const names = filters.flatMap(keysOf)
  const isFiltered = computed(() => names.some((name) => route.query[name]))

  return {
    options,
    filters,
    query,
    wish,
    size,
    page,
    selected,
    isFiltered,
    route,
    ask,
    rows: computed(() => query.data.value?.items ?? []),
    columns: computed(() => options.columns.filter((column) => column.fixed || shown.value.includes(column.key))),
    shown,
    standard: standard(options.columns),
    isStandard: computed(() => [...shown.value].sort().join() === standard(options.columns).sort().join()),
    choose: (keys: string[]) => { shown.value = keys },
    resetColumns: () => { shown.value = standard(options.columns) },
    rowKey: options.rowKey ?? ((row: Row) => String((row as { id: unknown }).id)),
    clear: () => ask(Object.fromEntries(names.map((name) => [name, undefined]))),
    show(view: View): void {
      // A built-in tab leaves the columns alone; a saved one brings those it was saved with.
      if (view.columns) shown.value = [...view.columns]
      void router.replace({ query: { ...view.query } })
    },
    sortBy(column: Column) {
      if (!column.sort) return
      const present = wish.value.sort
      ask({ sort: present === column.sort ? `-${column.sort}` : present === `-${column.sort}` ? undefined : column.sort })
    },
    forth() {
      const next = query.data.value?.next
      if (!next) return
      cursors.value = [...cursors.value.slice(0, page.value + 1), next]
      page.value += 1
    },
    back() { page.value = Math.max(0, page.value - 1) },
  }
}

const standard = (columns: Column[]) => columns.filter((column) => !column.optional).map((column) => column.key)
