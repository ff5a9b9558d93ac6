import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { asApiError, type ApiError } from '@tuanzi/api/problem'
import type { Address, Delivery, Order, PickupPoint, PlaceOrder, Quote, QuoteInput } from '@tuanzi/api/types'
import { Intent, singleFlight } from '@tuanzi/kit/intent'
import { api } from '@/lib/api'
import { orderShareCode } from '@/lib/attribution'
import { path, replace } from '@/lib/go'
import { toast, toastError } from '@/lib/toast'
import { useCart } from '@/stores/cart'
import { useDraft } from '@/stores/draft'

/** Codes after which the order as wished cannot be made; everything else is told in a toast and may be tried again. */
const FINAL = /^(inventory\.|groupbuy\.|catalog\.)/

/** From a draft to an order: quote, choose how it arrives, place once. */
export function useCheckout() {
  const { t } = useI18n()
  const drafts = useDraft()
  const cart = useCart()
  const intent = new Intent()
  const quote = shallowRef<Quote | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const trouble = shallowRef<ApiError | null>(null)
  const quoting = ref(false)
  const placing = ref(false)
  const changed = ref(false)
  const delivery = ref<Delivery>('ship')
  const address = shallowRef<Address | null>(null)
  const addresses = shallowRef<Address[]>([])
  const points = shallowRef<PickupPoint[]>([])
  const point = shallowRef<PickupPoint | null>(null)
  const remark = ref('')
  /** Which coupons to use; null: the best. */
  const picks = ref<string[] | null>(null)
  let turn = 0
  let is_placed = false

  function wish(): QuoteInput | null {
    const draft = drafts.draft
    if (!draft) return null
    return {
      lines: draft.lines,
      deal: draft.deal,
      delivery: delivery.value,
      address_id: delivery.value === 'ship' ? address.value?.id ?? null : null,
      pickup_point_id: delivery.value === 'pickup' ? point.value?.id ?? null : null,
      coupon_ids: picks.value,
    }
  }
  async function requote(): Promise<void> {
    const input = wish()
    if (!input) return
    const mine = ++turn
    quoting.value = true
    try {
      const got = await api.checkout.quote(input)
      if (mine !== turn) return
      quote.value = got
      error.value = null
    } catch (e) {
      if (mine !== turn) return
      error.value = asApiError(e)
      if (quote.value) toastError(e)
    } finally {
      if (mine === turn) quoting.value = false
    }
  }
  async function start(): Promise<void> {
    const first = drafts.draft?.deliveries[0] ?? 'ship'
    if (!drafts.draft?.deliveries.includes(delivery.value)) delivery.value = first
    // Without the list of addresses a price is still worth showing.
    addresses.value = await api.addresses.list().then((r) => r.items, () => addresses.value)
    const known = (id: string | undefined) => addresses.value.find((a) => a.id === id)
    address.value = known(drafts.address?.id) ?? known(address.value?.id) ?? addresses.value.find((a) => a.is_default) ?? addresses.value[0] ?? null
    await requote()
  }
  async function setDelivery(next: Delivery): Promise<void> {
    delivery.value = next
    changed.value = false
    if (next === 'pickup' && points.value.length === 0) {
      points.value = await api.checkout.pickup_points().then((r) => r.items, () => [])
      point.value = points.value[0] ?? null
    }
    await requote()
  }
  async function setPoint(next: PickupPoint): Promise<void> {
    point.value = next
    await requote()
  }

  async function pick(ids: string[] | null): Promise<void> {
    picks.value = ids
    changed.value = false
    await requote()
  }

  async function placeOnce(): Promise<void> {
    const input = wish()
    if (!input || !quote.value || is_placed) return
    const body: PlaceOrder = { ...input, quote_hash: quote.value.hash, remark: remark.value.trim() || undefined, share_code: orderShareCode() }
    placing.value = true
    try {
      const { order } = await api.checkout.place(body, intent.keyFor(body))
      // This page is about to be replaced; a tap in its last moment is no wish for a second order.
      is_placed = true
      placed(order)
    } catch (e) {
      refused(asApiError(e))
    } finally {
      placing.value = false
    }
  }
  function placed(order: Order): void {
    if (drafts.draft?.from_cart) cart.read().catch(() => undefined)
    replace(order.payable.amount > 0 && order.state === 'awaiting_payment' ? path.cashier(order.id) : path.result(order.id))
  }
  function refused(e: ApiError): void {
    // After a time-out the same key goes out again, so that a second tap cannot make a second order.
    if (!e.isUncertain) intent.done()
    const fresh = e.code === 'checkout.quote_changed' ? (e.problem?.quote as Quote | undefined) : undefined
    if (fresh) {
      quote.value = fresh
      changed.value = true
      toast(t('checkout.changedToast'))
    } else if (FINAL.test(e.code)) trouble.value = e
    else toastError(e)
  }
  function forgive(): void {
    trouble.value = null
    void requote()
  }
  return { quote, error, trouble, quoting, placing, changed, delivery, address, addresses, points, point, remark, picks, start, requote, setDelivery, setPoint, pick, place: singleFlight(placeOnce), forgive }
}
