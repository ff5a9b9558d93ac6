import { computed } from 'vue'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { api, ask, type Schemas } from '@/api/client'

export type Member = Schemas['MemberDetail']

/** One member, whole. */
export function useMember(id: () => string) {
  const client = useQueryClient()
  const query = useQuery({ queryKey: computed(() => ['member', id()]), queryFn: () => ask(api.GET('/members/{member_id}', { params: { path: { member_id: id() } } })) })
  const again = () => Promise.all([client.invalidateQueries({ queryKey: ['member', id()] }), client.invalidateQueries({ queryKey: ['members'] }), client.invalidateQueries({ queryKey: ['member-part', id()] })])
  return { query, member: computed(() => query.data.value), again }
}

/** Bytes for people. */
export function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
