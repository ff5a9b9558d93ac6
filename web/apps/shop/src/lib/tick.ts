import { onUnmounted, ref, type Ref } from 'vue'
import { clock } from './api'

const now = ref(clock.now())
let users = 0
let timer: ReturnType<typeof setInterval> | null = null

/** The server's time, moving once a second for all countdowns on screen together. */
export function useNow(): Ref<number> {
  users += 1
  now.value = clock.now()
  timer ??= setInterval(() => (now.value = clock.now()), 1000)
  onUnmounted(() => {
    users -= 1
    if (users === 0 && timer) {
      clearInterval(timer)
      timer = null
    }
  })
  return now
}
