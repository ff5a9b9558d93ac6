import { watchEffect } from 'vue'
import { onShow } from '@dcloudio/uni-app'
import { i18n } from '@/locale'

/** The title bar follows the language; pages.json can only hold one. */
export function useTitle(key: string): void {
  const put = () => uni.setNavigationBarTitle({ title: i18n.global.t(key), fail: () => undefined })
  let shown = false
  onShow(() => {
    shown = true
    put()
  })
  watchEffect(() => {
    void i18n.global.locale.value
    if (shown) put()
  })
}
