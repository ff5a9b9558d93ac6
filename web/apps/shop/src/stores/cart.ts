import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Cart } from '@tuanzi/api/types'
import { singleFlight } from '@tuanzi/kit/intent'
import { selectedTotal, withChange } from '@tuanzi/kit/cart'
import { api } from '@/lib/api'
import { paintCartBadge } from '@/lib/tab-bar'

export const useCart = defineStore('cart', () => {
  const cart = ref<Cart | null>(null)
  const count = computed(() => cart.value?.count ?? 0)

  function put(next: Cart): void {
    cart.value = next
    paintCartBadge(next.count)
  }
  const read = singleFlight(async (): Promise<Cart> => {
    put(await api.cart.show())
    return cart.value as Cart
  })
  async function add(sku_id: string, quantity: number): Promise<void> {
    put(await api.cart.add({ sku_id, quantity }))
  }
  /** Shows the change at once; the server's answer, or the cart as it was, replaces it. */
  async function change(id: string, what: { quantity?: number; is_selected?: boolean }): Promise<void> {
    const before = cart.value
    if (before) {
      const lines = withChange(before.lines, id, what)
      cart.value = { ...before, lines, selected_total: selectedTotal(lines, before.selected_total.currency) }
    }
    try {
      put(await api.cart.change(id, what))
    } catch (e) {
      cart.value = before
      throw e
    }
  }
  async function remove(id: string): Promise<void> {
    put(await api.cart.remove(id))
  }
  return { cart, count, put, read, add, change, remove }
})
