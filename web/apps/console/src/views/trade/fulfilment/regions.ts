import { computed } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { api, ask } from '@/api/client'

/** `370000` -> `37`, `370700` -> `3707`: a rule names a place by the digits before the zeros. */
export const prefixOf = (code: string): string => code.replace(/(00){1,2}$/, '')

/** Provinces and cities by the prefix that a freight rule writes. */
export function useRegions() {
  const query = useQuery({ queryKey: ['regions'], queryFn: () => ask(api.GET('/regions')), staleTime: Infinity })
  const tree = computed(() => query.data.value?.items.map((province) => ({ value: prefixOf(province.code), label: province.name, children: province.cities.map((city) => ({ value: prefixOf(city.code), label: city.name })) })) ?? [])
  const names = computed(() => new Map(tree.value.flatMap((province) => [[province.value, province.label] as const, ...province.children.map((city) => [city.value, city.label] as const)])))
  return { tree, nameOf: (prefix: string) => names.value.get(prefix) ?? prefix }
}
