import { asApiError, OFFLINE, TIMEOUT } from '@tuanzi/api/problem'
import { i18n } from '@/locale'

const t = i18n.global.t

export const toast = (title: string): void => void uni.showToast({ title, icon: 'none', duration: 2200 })

/** The sentence for an error: the server's own, in the shopper's language, or the client's for what never arrived. */
export function errorText(e: unknown): string {
  const error = asApiError(e)
  if (error.code === OFFLINE) return t('error.offline')
  if (error.code === TIMEOUT) return t('error.timeout')
  return error.detail || t('error.unknown')
}

export const toastError = (e: unknown): void => toast(errorText(e))

/** A question with two answers. */
export function confirm(content: string, action: string): Promise<boolean> {
  return new Promise((resolve) => {
    uni.showModal({ title: '', content, confirmText: action, cancelText: t('common.cancel'), confirmColor: '#c93512', success: (r) => resolve(r.confirm), fail: () => resolve(false) })
  })
}

export const copy = (text: string): void => void uni.setClipboardData({ data: text, showToast: false, success: () => toast(t('common.copied')) })
