import { ref } from 'vue'

/** False while the phone itself says it has no network. */
export const isOnline = ref(true)

export function watchNetwork(): void {
  uni.getNetworkType({ success: (r) => (isOnline.value = r.networkType !== 'none') })
  uni.onNetworkStatusChange((r) => (isOnline.value = r.isConnected))
}
