import { computed, ref } from 'vue'
import { useNow } from '@vueuse/core'

/** How far the shop's clock is ahead of this machine's; a sandbox may be days ahead. Set from the answers of the server. */
export const shift_ms = ref(0)
const machine = useNow({ interval: 1_000 })

/** The shop's time, ticking once a second. */
export const now = computed(() => machine.value.getTime() + shift_ms.value)
