import { computed, reactive, watch } from 'vue'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { api, ask, raw, type Schemas } from '@/api/client'
import { me } from '@/api/me'
import { ask as sure } from '@/kit/dialogs'
import { attempt, say } from '@/kit/say'
import { translate } from '@/locale'

export type Errand = Schemas['ErrandOut']
const SHOWN = 20
const BUSY_MS = 1_000
const CALM_MS = 60_000
/** Without a sign of life for so long an errand is said to pause: its worker has gone, and another takes over. */
const SILENT_MS = 20_000

/** Whether the tray of long work is open. */
export const tray = reactive({ isOpen: false })

export const isAlive = (errand: Errand): boolean => errand.state === 'waiting' || errand.state === 'running'
export const isSilent = (errand: Errand, now_ms: number): boolean =>
  errand.state === 'running' && errand.moved_at !== null && now_ms - Date.parse(errand.moved_at) > SILENT_MS
/** How far it is in whole percent; null while nobody knows how much there is. */
export const percentOf = (errand: Errand): number | null =>
  errand.total ? Math.min(100, Math.floor((errand.done / errand.total) * 100)) : errand.state === 'done' ? 100 : null

/** One's own long work, the newest first; asked often only while something runs. */
export function useErrands() {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['errands'],
    queryFn: () => ask(api.GET('/errands', { params: { query: { limit: SHOWN } } })),
    enabled: computed(() => me.value?.next === 'ready'),
    refetchInterval: (found) => (found.state.data?.items.some(isAlive) ? BUSY_MS : CALM_MS),
  })
  const items = computed(() => query.data.value?.items ?? [])
  return { query, items, alive: computed(() => items.value.filter(isAlive)), again: () => client.invalidateQueries({ queryKey: ['errands'] }) }
}

/** What this person started is on its way: open the tray and follow it. */
export function useStarted() {
  const client = useQueryClient()
  return (started: { errand_id: string }, done?: string): void => {
    void client.invalidateQueries({ queryKey: ['errands'] })
    followed.add(started.errand_id)
    tray.isOpen = true
    if (done) say.success(done)
  }
}
const followed = new Set<string>()

/** Tell how the errands end that were started here; lists then show what changed. */
export function useEndings(items: { value: Errand[] }): void {
  const client = useQueryClient()
  watch(
    () => items.value,
    (found) => {
      for (const errand of found) {
        if (isAlive(errand) || !followed.delete(errand.id)) continue
        if (errand.state === 'done') say.success(translate(errand.failed ? 'errands.ended_with_failures' : 'errands.ended', { title: errand.title, n: errand.failed }))
        else say.trouble(new Error(errand.error ?? errand.state))
        void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'errands' })
      }
    },
  )
}

export async function cancelErrand(errand: Errand): Promise<boolean> {
  const question = { title: translate('errands.cancel_title', { title: errand.title }), note: translate('errands.cancel_note'), yes: translate('errands.cancel'), isDangerous: true }
  if (!(await sure(question))) return false
  return attempt(() => ask(api.POST('/errands/{errand_id}/cancel', { params: { path: { errand_id: errand.id } } })), translate('errands.cancelled'))
}

/** Save the file of an errand, which only its owner may read. */
export async function download(errand: Errand): Promise<void> {
  await attempt(async () => {
    const blob = await (await raw(`/errands/${errand.id}/file`)).blob()
    save(blob, errand.file_name ?? 'file')
  })
}

/** The failed items as a table that a spreadsheet opens. */
export function saveFailures(errand: Errand): void {
  const cell = (text: string | number) => `"${String(text).replaceAll('"', '""')}"`
  const rows = [['#', translate('errands.item'), translate('errands.why')], ...errand.failures.map((each) => [each.number, each.name, each.sentence])]
  save(new Blob([`﻿${rows.map((row) => row.map(cell).join(',')).join('\r\n')}`], { type: 'text/csv;charset=utf-8' }), `${errand.title}.csv`)
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
