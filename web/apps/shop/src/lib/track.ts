import { EVENT_VERSIONS, type EventName, type EventProperties } from '@tuanzi/api/events'
import type { TrackedEvent } from '@tuanzi/api/types'
import { randomId } from '@tuanzi/kit/ids'
import { api } from './api'
import { hasConsent } from './consent'

const BATCH_MAX = 50
const WAIT_MS = 5_000
const queue: TrackedEvent[] = []
let timer: ReturnType<typeof setTimeout> | null = null

/** The phone's own clock, right or wrong: `sent_at` by the same clock lets the server put both right. */
const phoneTime = () => new Date().toISOString()

/** Sends what shoppers do in batches; a lost batch costs a figure, never a page. */
function flush(): void {
  if (timer) clearTimeout(timer)
  timer = null
  const batch = queue.splice(0, BATCH_MAX)
  if (batch.length) api.tracking.send(batch, phoneTime(), hasConsent()).catch(() => undefined)
}

/** Only what no fact of the server says already: an order placed is counted there. */
function event<N extends EventName>(name: N, properties: EventProperties[N]): void {
  queue.push({ id: randomId(), name, version: EVENT_VERSIONS[name], at: phoneTime(), properties: properties as TrackedEvent['properties'] })
  if (queue.length >= BATCH_MAX) flush()
  else timer ??= setTimeout(flush, WAIT_MS)
}

export const track = { event, flush }
