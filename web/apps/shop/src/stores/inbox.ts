import { defineStore } from 'pinia'
import { ref } from 'vue'
import { singleFlight } from '@tuanzi/kit/intent'
import { api } from '@/lib/api'
import { paintMessageBadge } from '@/lib/tab-bar'
import { useSession } from './session'

export const useInbox = defineStore('inbox', () => {
  const unread = ref(0)
  const session = useSession()
  function put(count: number): void {
    unread.value = count
    paintMessageBadge(count)
  }
  /** A badge is not worth an error message. */
  const read = singleFlight(async (): Promise<void> => {
    if (!session.isSignedIn) return put(0)
    await api.messages.unread().then((r) => put(r.count), () => undefined)
  })
  return { unread, put, read }
})
