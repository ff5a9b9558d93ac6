import { ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { forgetMe } from '@/api/me'
import { asApiError } from '@/api/problem'
import { keep, type Granted } from '@/api/session'
import { wordsOf } from '@/kit/say'

/** One step of a sign-in: sends, keeps the new tokens, and lets the guard of the routes find the next step. */
export function useStep() {
  const route = useRoute()
  const router = useRouter()
  const busy = ref(false)
  const trouble = ref('')
  const fields = ref<Record<string, string>>({})

  async function go(work: () => Promise<Granted>, then?: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    trouble.value = ''
    fields.value = {}
    try {
      keep(await work())
      forgetMe()
      if (then) await then()
      else await router.push(typeof route.query.to === 'string' ? route.query.to : '/')
      return true
    } catch (error) {
      const problem = asApiError(error)
      fields.value = Object.fromEntries((problem.problem?.errors ?? []).map((each) => [each.path, each.message]))
      trouble.value = Object.keys(fields.value).length ? '' : wordsOf(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, trouble, fields, go }
}
