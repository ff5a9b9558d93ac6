import { computed, reactive } from 'vue'
import { api, ask } from './client'
import type { Me } from './session'

const state = reactive<{ me: Me | null }>({ me: null })
export const me = computed(() => state.me)

export async function loadMe(): Promise<Me> {
  state.me = await ask(api.GET('/me'))
  return state.me
}
export function forgetMe(): void {
  state.me = null
}

/** Whether the signed-in person holds a permission; several: any of them. The server decides all the same. */
export function can(...permissions: string[]): boolean {
  return permissions.some((each) => state.me?.permissions.includes(each) ?? false)
}

/** Whether a permission reaches only the person's own members or places. */
export function isNarrow(permission: string): boolean {
  return state.me?.narrow.includes(permission) ?? false
}
