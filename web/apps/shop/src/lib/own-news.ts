import { live } from './api'
import { useSession } from '@/stores/session'

/** Calls `changed` when something happened to a member's own order, or a message came that may be about it. Returns the end. */
export function onOrderNews(order_id: string, changed: () => void): () => void {
  const member = useSession().member?.id
  if (!member) return () => {}
  return live.on(`member:${member}`, ({ event, data }) => {
    if (event !== 'order' || data.id === order_id) changed()
  })
}
