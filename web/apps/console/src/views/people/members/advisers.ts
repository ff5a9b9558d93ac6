import { computed } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { api, ask } from '@/api/client'

/** Everybody who may look after members, by name. */
export function useAdvisers() {
  const query = useQuery({ queryKey: ['advisers'], queryFn: () => ask(api.GET('/advisers')), staleTime: 60_000 })
  return computed(() => query.data.value?.items ?? [])
}
