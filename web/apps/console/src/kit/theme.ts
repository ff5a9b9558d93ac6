import { computed } from 'vue'
import { usePreferredDark, useStorage } from '@vueuse/core'
import { watchEffect } from 'vue'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What the person chose; `isDark` is what is shown. */
export const theme = useStorage<Theme>('tuanzi.console.theme', 'system')
const systemIsDark = usePreferredDark()
export const isDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'))

watchEffect(() => {
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
})
