import { useI18n } from 'vue-i18n'
import type { Schemas } from '@/api/client'

export type RoleScope = Schemas['StaffRole']['scope']
export const SCOPES: RoleScope[] = ['everything', 'own_members', 'own_places']

export interface Area { area: string; permissions: string[] }

/** Permissions by what they are about, in the order of the alphabet. */
export function areasOf(permissions: readonly string[]): Area[] {
  const areas = new Map<string, string[]>()
  for (const each of [...permissions].sort()) {
    const area = each.split('.')[0]!
    areas.set(area, [...(areas.get(area) ?? []), each])
  }
  return [...areas].map(([area, found]) => ({ area, permissions: found }))
}

/** Whether all, some or none of an area are held: for the box in front of it. */
export function held(area: Area, chosen: ReadonlySet<string>): 'all' | 'some' | 'none' {
  const count = area.permissions.filter((each) => chosen.has(each)).length
  return count === 0 ? 'none' : count === area.permissions.length ? 'all' : 'some'
}

/** Names of roles, areas and permissions for people; a code without a name shows itself. */
export function useAccessWords() {
  const { t, te } = useI18n()
  const named = (path: string, fallback: string) => (te(path) ? t(path) : fallback)
  return {
    role: (code: string, name?: string) => (name && name !== code ? name : named(`access.names.${code}`, name ?? code)),
    area: (code: string) => named(`access.areas.${code}`, code),
    may: (permission: string) => named(`access.may.${permission}`, permission),
  }
}
