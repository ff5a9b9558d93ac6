import { onUnmounted, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { asApiError } from '@tuanzi/api/problem'
import { toast, toastError } from './toast'

/** Asking for a code by SMS: one at a time, and again only after the time the server says. */
export function useCodeWait(send: () => Promise<{ resend_after_s: number }>, failed: (error: unknown) => void = toastError) {
  const { t } = useI18n()
  const wait_s = ref(0)
  const sending = ref(false)
  let timer: ReturnType<typeof setInterval> | null = null
  function hold(seconds: number): void {
    wait_s.value = seconds
    if (timer) clearInterval(timer)
    timer = setInterval(() => {
      wait_s.value -= 1
      if (wait_s.value <= 0 && timer) clearInterval(timer)
    }, 1000)
  }
  onUnmounted(() => timer && clearInterval(timer))
  async function request(): Promise<void> {
    if (wait_s.value > 0 || sending.value) return
    sending.value = true
    try {
      hold((await send()).resend_after_s)
      toast(t('auth.codeSent'))
    } catch (e) {
      const retry = asApiError(e).problem?.retry_after_s
      if (typeof retry === 'number') hold(retry)
      failed(e)
    } finally {
      sending.value = false
    }
  }
  return { wait_s, request }
}
