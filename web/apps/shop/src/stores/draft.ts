import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Address, GroupBuyDeal, WantedLine } from '@tuanzi/api/types'

/** What goes from a product, a team or the cart to the checkout page, and the address chosen for it. */
export interface Draft { lines: WantedLine[]; deal: GroupBuyDeal | null; deliveries: ('ship' | 'pickup')[]; from_cart: boolean }

export const useDraft = defineStore('draft', () => {
  const draft = ref<Draft | null>(null)
  const address = ref<Address | null>(null)
  function begin(next: Draft): void {
    draft.value = next
    address.value = null
  }
  return { draft, address, begin }
})
