import { onBeforeUnmount, ref } from 'vue'
import { Live, type LiveMessage, type Socket, type SocketEvents } from '../../../../packages/api/live'
import { accessToken } from '@/api/session'

/** Whether the live connection is up, as far as anybody listens. */
export const isLive = ref(true)

function connect(events: SocketEvents): Socket {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`)
  socket.onopen = () => { isLive.value = true; events.open() }
  socket.onmessage = (message) => events.message(String(message.data))
  socket.onclose = () => { isLive.value = false; events.close() }
  return { send: (text) => socket.send(text), close: () => { socket.onclose = null; socket.close() } }
}
const live = new Live(connect, accessToken)

/** Hear a topic until the returned function is called; for lists whose topics come and go. */
export const listen = (topic: string, hear: (message: LiveMessage) => void): (() => void) => live.on(topic, hear)

/** Hear what happens on a topic (`team:…`, `console:…`) for as long as the page is open; after a reconnection the event is "reconnected". */
export function useLive(topic: string, hear: (message: LiveMessage) => void): void {
  onBeforeUnmount(listen(topic, hear))
}
