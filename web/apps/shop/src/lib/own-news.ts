import { live } from './api'
import { useSession } from '@/stores/session'

/** Calls `changed` when something may have happened to a member's own order: its topic, or a message to its owner. Returns the end. */
export function onOrderNews(order_id: string, changed: () => void): () => void {
  const member = useSession().member?.id
  const ends = [live.on(`order:${order_id}`, changed)]
  if (member) ends.push(live.on(`member:${member}`, changed))
  return () => ends.forEach((end) => end())
}
