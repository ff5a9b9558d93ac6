import { ref, shallowRef, type Ref } from 'vue'
import { asApiError, type ApiError } from '@tuanzi/api/problem'
import type { Page } from '@tuanzi/api/types'

/** One thing to read: `data` stays on screen while it is read again; only the latest answer counts. */
export function useLoad<T>(read: () => Promise<T>) {
  const data: Ref<T | null> = shallowRef(null)
  const error: Ref<ApiError | null> = shallowRef(null)
  const loading = ref(false)
  let turn = 0
  async function run(): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const got = await read()
      if (mine !== turn) return
      data.value = got
      error.value = null
    } catch (e) {
      if (mine === turn) error.value = asApiError(e)
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  return { data, error, loading, run }
}

/** A list read page by page as the shopper scrolls. */
export function usePaged<T extends { id: string }>(read: (cursor: string | null) => Promise<Page<T>>) {
  const items: Ref<T[]> = shallowRef([])
  const error: Ref<ApiError | null> = shallowRef(null)
  const loading = ref(false)
  const fresh = ref(true)
  const ended = ref(false)
  let next: string | null = null
  let turn = 0

  function put(page: Page<T>, first: boolean): void {
    // Goods move between pages while one scrolls: never show the same twice.
    const seen = new Set(first ? [] : items.value.map((i) => i.id))
    items.value = first ? page.items : [...items.value, ...page.items.filter((i) => !seen.has(i.id))]
    next = page.next ?? null
    ended.value = next === null
    fresh.value = false
    error.value = null
  }
  async function read_from(cursor: string | null): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const page = await read(cursor)
      if (mine === turn) put(page, cursor === null)
    } catch (e) {
      if (mine === turn) error.value = asApiError(e)
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  const reload = () => read_from(null)
  const more = async () => {
    if (!loading.value && !ended.value && next !== null) await read_from(next)
  }
  /** A first page that came with something else (the home page). */
  const seed = (page: Page<T>) => {
    turn += 1
    loading.value = false
    put(page, true)
  }
  /** Empties the list at once, e.g. when the filter changes. */
  const clear = () => {
    turn += 1
    items.value = []
    next = null
    fresh.value = true
    ended.value = false
  }
  return { items, error, loading, fresh, ended, reload, more, seed, clear }
}
