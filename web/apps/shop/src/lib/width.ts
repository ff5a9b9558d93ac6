import { onMounted, onUnmounted, ref, type Ref } from 'vue'

/** The width of the window in CSS px, following it when it is turned or pulled. */
export function useWidth(): Ref<number> {
  const width = ref(uni.getWindowInfo().windowWidth)
  const follow = () => (width.value = uni.getWindowInfo().windowWidth)
  onMounted(() => uni.onWindowResize(follow))
  onUnmounted(() => uni.offWindowResize(follow))
  return width
}
