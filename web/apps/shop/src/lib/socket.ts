import type { Connect } from '@tuanzi/api/live'
import { origin } from './origin'

function liveUrl(): string {
  let base = origin
  // #ifdef H5
  if (!base) base = location.origin
  // #endif
  return `${base.replace(/^http/, 'ws')}/api/v1/live`
}

export const connect: Connect = (events) => {
  let closed = false
  const over = () => {
    if (closed) return
    closed = true
    events.close()
  }
  const task = uni.connectSocket({ url: liveUrl(), complete: () => undefined })
  task.onOpen(() => events.open())
  task.onMessage((m) => events.message(String(m.data)))
  task.onClose(over)
  task.onError(over)
  return {
    send: (text) => task.send({ data: text }),
    close: () => {
      closed = true
      task.close({})
    },
  }
}
