import { onMounted, ref, type Ref } from 'vue'

const FRAME_MS = 150

/** False while a page is painted for the first time, true soon after: what lies below the fold can wait that long. */
export function useAfterPaint(): { painted: Ref<boolean>; onPaint: () => void } {
  const painted = ref(false)
  const onPaint = () => void setTimeout(() => (painted.value = true), FRAME_MS)
  return { painted, onPaint }
}

/** True once something takes so long that one should be told: a skeleton for a blink of an eye is only noise. */
export function useIsSlow(after_ms = 160): Ref<boolean> {
  const slow = ref(false)
  onMounted(() => setTimeout(() => (slow.value = true), after_ms))
  return slow
}
