import { defineStore } from 'pinia'
import { ref } from 'vue'
import { setApiLanguage } from '@/lib/api'
import { load, save } from '@/lib/storage'
import { i18n, isLanguage, LANGUAGES, wordsOf, type Language } from '@/locale'
import { paintTabBar } from '@/lib/tab-bar'

function initial(): Language {
  const kept = load<string>('language')
  if (isLanguage(kept)) return kept
  return uni.getLocale().toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

export const useSettings = defineStore('settings', () => {
  const language = ref<Language>(initial())

  async function applyLanguage(): Promise<void> {
    const wanted = language.value
    setApiLanguage(wanted)
    // #ifdef H5
    document.documentElement.lang = wanted
    // #endif
    await wordsOf(wanted)
    i18n.global.locale.value = wanted
    paintTabBar()
  }
  function setLanguage(next: Language): void {
    language.value = next
    save('language', next)
    uni.setLocale(next === 'en' ? 'en' : 'zh-Hans')
    void applyLanguage()
  }
  return { language, languages: LANGUAGES, applyLanguage, setLanguage }
})
