import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { asApiError } from '@tuanzi/api/problem'
import type { Order } from '@tuanzi/api/types'
import { Intent } from '@tuanzi/kit/intent'
import { api } from '@/lib/api'
import { confirm, toast, toastError } from '@/lib/toast'

/** Cancel, confirm receipt, choose after a late payment: each asks first, runs once and hands over the new order. */
export function useOrderActions(changed: (order: Order) => void) {
  const { t } = useI18n()
  const busy = ref(false)
  const intent = new Intent()

  async function run(about: unknown[], work: (key: string) => Promise<Order>, done: string): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      changed(await work(intent.keyFor(about)))
      intent.done()
      toast(done)
    } catch (e) {
      if (!asApiError(e).isUncertain) intent.done()
      toastError(e)
    } finally {
      busy.value = false
    }
  }
  async function cancel(id: string): Promise<void> {
    if (await confirm(t('order.cancelAsk'), t('order.cancel'))) await run(['cancel', id], (key) => api.orders.cancel(id, key), t('order.cancelled'))
  }
  async function receive(id: string): Promise<void> {
    if (await confirm(t('order.receiveAsk'), t('order.receive'))) await run(['receive', id], (key) => api.orders.receive(id, key), t('order.receivedToast'))
  }
  async function choose(id: string, choice: 'new_team' | 'refund', refund_to?: 'gateway' | 'balance'): Promise<void> {
    await run(['late', id, choice, refund_to], (key) => api.orders.late_choice(id, { choice, refund_to }, key), t('order.chosen'))
  }
  return { busy, cancel, receive, choose }
}
