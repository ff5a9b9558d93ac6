import '@tokens/tokens.css'
import './kit/style/page.css'
import './kit/style/element.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './shell/app.vue'
import { router } from './shell/routes'
import { asApiError } from './api/problem'
import { i18n } from './locale'
import { vCan } from './kit/can'
import { pointTruly } from './kit/pointing'
import './kit/theme'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // What was refused is refused again; only trouble on the way is worth another try.
      retry: (count, error) => count < 2 && asApiError(error).isUncertain,
    },
  },
})

createApp(App).use(createPinia()).use(i18n).use(router).use(VueQueryPlugin, { queryClient: queries }).directive('can', vCan).mount('#app')
pointTruly()
