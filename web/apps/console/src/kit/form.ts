import { computed, onBeforeUnmount, onMounted, reactive, ref, watch } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { useI18n } from 'vue-i18n'
import { ApiError, asApiError } from '@/api/problem'
import { ask } from './dialogs'
import { say } from './say'

export interface FormOptions<Model extends object> {
  /** A fresh copy of what is edited. */
  initial: () => Model
  /** Sends the model; whatever it throws is shown at its fields or above the form. */
  submit: (model: Model) => Promise<unknown>
  /** What is wrong before anything is sent: path -> sentence. */
  check?: (model: Model) => Record<string, string>
  /** Keeps what was typed in this browser under this name until it is saved. */
  draft?: string
  done?: string
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** A form: its model, what is wrong with which field, whether there is anything to save, and a guard against losing it. */
export function useForm<Model extends object>(options: FormOptions<Model>) {
  const { t } = useI18n()
  const model = reactive(copy(options.initial())) as Model
  const clean = ref(JSON.stringify(model))
  const errors = ref<Record<string, string>>({})
  const trouble = ref<ApiError | null>(null)
  const busy = ref(false)
  const isDirty = computed(() => JSON.stringify(model) !== clean.value)
  const key = options.draft ? `tuanzi.console.draft.${options.draft}` : null
  const draft = ref<{ at: number; model: Model } | null>(readDraft())
  let timer: ReturnType<typeof setTimeout> | undefined

  function readDraft(): { at: number; model: Model } | null {
    try {
      return key ? (JSON.parse(localStorage.getItem(key) ?? 'null') as { at: number; model: Model } | null) : null
    } catch {
      return null
    }
  }
  function dropDraft(): void {
    clearTimeout(timer)
    if (key) localStorage.removeItem(key)
    draft.value = null
  }

  /** Begin anew from `initial`, for instance when what is edited has arrived. */
  function reset(): void {
    for (const name of Object.keys(model)) delete (model as Record<string, unknown>)[name]
    Object.assign(model, copy(options.initial()))
    clean.value = JSON.stringify(model)
    errors.value = {}
    trouble.value = null
  }

  watch(
    () => JSON.stringify(model),
    () => {
      if (!key || !isDirty.value) return
      clearTimeout(timer)
      timer = setTimeout(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), model })), 800)
    },
  )

  async function save(): Promise<boolean> {
    if (busy.value) return false
    errors.value = options.check?.(model) ?? {}
    trouble.value = null
    if (Object.keys(errors.value).length > 0) return false
    busy.value = true
    try {
      await options.submit(copy(model))
      clean.value = JSON.stringify(model)
      dropDraft()
      if (options.done) say.success(t(options.done))
      return true
    } catch (error) {
      trouble.value = asApiError(error)
      errors.value = Object.fromEntries((trouble.value.problem?.errors ?? []).map((each) => [each.path, each.message]))
      return false
    } finally {
      busy.value = false
    }
  }

  const warn = (event: BeforeUnloadEvent) => {
    if (isDirty.value) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', warn))
  onBeforeUnmount(() => {
    clearTimeout(timer)
    window.removeEventListener('beforeunload', warn)
  })
  onBeforeRouteLeave(async () => !isDirty.value || (await ask({ title: t('kit.form.unsaved'), yes: t('kit.form.leave'), no: t('kit.form.stay'), isDangerous: true })))

  return {
    model,
    errors,
    trouble,
    busy,
    isDirty,
    draft,
    save,
    reset,
    dropDraft,
    useDraft() {
      if (!draft.value) return
      Object.assign(model, copy(draft.value.model))
      draft.value = null
    },
    /** For `<el-form-item :error>`: the sentence for a field, by its path on the wire (`skus.0.price`). */
    errorOf: (path: string) => errors.value[path] ?? '',
  }
}
export type Form<Model extends object> = ReturnType<typeof useForm<Model>>
