import type { TrackedEvent } from '@tuanzi/api/types'
import { randomId } from '@tuanzi/kit/ids'
import { api, clock } from './api'

const BATCH_MAX = 50
const WAIT_MS = 5_000
let queue: TrackedEvent[] = []
let timer: ReturnType<typeof setTimeout> | null = null

/** Sends what shoppers do in batches; a lost batch costs a figure, never a page. */
function flush(): void {
  if (timer) clearTimeout(timer)
  timer = null
  const batch = queue.splice(0, BATCH_MAX)
  if (batch.length) api.tracking.send(batch).catch(() => undefined)
}

function event(name: string, properties: TrackedEvent['properties'] = {}): void {
  queue.push({ id: randomId(), name, version: 1, at: new Date(clock.now()).toISOString(), properties })
  if (queue.length >= BATCH_MAX) flush()
  else timer ??= setTimeout(flush, WAIT_MS)
}

export const track = { event, flush }
