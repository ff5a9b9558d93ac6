import { defineStore } from 'pinia'
import { ref } from 'vue'
import { setApiLanguage } from '@/lib/api'
import { load, save } from '@/lib/storage'
import { i18n, isLanguage, LANGUAGES, type Language } from '@/locale'
import { paintTabBar } from '@/lib/tab-bar'

function initial(): Language {
  const kept = load<string>('language')
  if (isLanguage(kept)) return kept
  return uni.getLocale().toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

export const useSettings = defineStore('settings', () => {
  const language = ref<Language>(initial())

  function applyLanguage(): void {
    i18n.global.locale.value = language.value
    setApiLanguage(language.value)
    paintTabBar()
    // #ifdef H5
    document.documentElement.lang = language.value
    // #endif
  }
  function setLanguage(next: Language): void {
    language.value = next
    save('language', next)
    uni.setLocale(next === 'en' ? 'en' : 'zh-Hans')
    applyLanguage()
  }
  return { language, languages: LANGUAGES, applyLanguage, setLanguage }
})
