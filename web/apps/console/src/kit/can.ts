import type { Directive } from 'vue'
import { can } from '@/api/me'

/** `v-can="'orders.refund'"`: shown only to who may. The server refuses the others all the same. */
export const vCan: Directive<HTMLElement, string | string[]> = {
  beforeMount: hide,
  updated: hide,
}
function hide(element: HTMLElement, binding: { value: string | string[] }): void {
  element.hidden = !can(...[binding.value].flat())
}
