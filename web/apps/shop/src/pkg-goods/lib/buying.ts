import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { GroupBuyOffer, Product } from '@tuanzi/api/types'
import { teamPrice } from '@tuanzi/kit/offer'
import type { SheetSku } from '@/components/sku-sheet.vue'
import { open, path } from '@/lib/go'
import { toast, toastError } from '@/lib/toast'
import { track } from '@/lib/track'
import { useCart } from '@/stores/cart'
import { useDraft } from '@/stores/draft'

export type BuyMode = 'cart' | 'single' | 'open'

/** The SKU sheet of a product: what it offers and what its button does in each mode. */
export function useBuying(product: Ref<Product | null>, offer: ComputedRef<GroupBuyOffer | null>) {
  const { t } = useI18n()
  const cart = useCart()
  const draft = useDraft()
  const mode = ref<BuyMode>('single')
  const show = ref(false)
  const busy = ref(false)

  const skus = computed<SheetSku[]>(() =>
    (product.value?.skus ?? []).map((sku) => {
      const team = mode.value === 'open' && offer.value ? teamPrice(offer.value, sku.id) : null
      const base = { id: sku.id, options: sku.options, picture: sku.picture }
      // A SKU outside the activity cannot be had in a team.
      if (mode.value === 'open') return { ...base, price: team ?? sku.price, was: null, alone: team ? sku.price : null, available: team ? Math.min(sku.available, offer.value?.left ?? sku.available) : 0 }
      return { ...base, price: sku.member_price ?? sku.price, was: sku.member_price ? sku.price : sku.struck_price, available: sku.available }
    }),
  )
  const limit = computed(() => (mode.value === 'open' ? offer.value?.limit_per_member ?? 999 : 999))
  const label = computed(() => t({ cart: 'goods.addCart', single: 'goods.buyNow', open: 'goods.openTeamNow' }[mode.value]))

  function start(next: BuyMode): void {
    mode.value = next
    show.value = true
  }
  async function confirm(sku_id: string, quantity: number): Promise<void> {
    if (mode.value === 'cart') return addToCart(sku_id, quantity)
    const deal = mode.value === 'open' && offer.value ? { kind: 'groupbuy' as const, activity_id: offer.value.activity_id, team_id: null } : null
    draft.begin({ lines: [{ sku_id, quantity }], deal, deliveries: deal && offer.value ? offer.value.delivery : ['ship', 'pickup'], from_cart: false })
    show.value = false
    open(path.checkout)
  }
  async function addToCart(sku_id: string, quantity: number): Promise<void> {
    busy.value = true
    try {
      await cart.add(sku_id, quantity)
      show.value = false
      toast(t('goods.added'))
      if (product.value) track.event('add_to_cart_tapped', { product_id: product.value.id, sku_id, quantity })
    } catch (e) {
      toastError(e)
    } finally {
      busy.value = false
    }
  }
  return { show, busy, skus, limit, label, start, confirm }
}
