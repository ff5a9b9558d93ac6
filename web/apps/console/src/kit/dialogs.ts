import { shallowReactive } from 'vue'

export interface Question { title: string; note?: string; yes?: string; no?: string; isDangerous?: boolean; /** Ask for a reason that goes into the audit log. */ needsReason?: boolean }
interface Open { question: Question; answer: (reason: string | null) => void }

/** The question on the screen; `<dialog-host>` in the frame shows it. */
export const asked = shallowReactive<{ open: Open | null }>({ open: null })

function put(question: Question): Promise<string | null> {
  asked.open?.answer(null)
  return new Promise((resolve) => {
    asked.open = {
      question,
      answer: (reason) => {
        asked.open = null
        resolve(reason)
      },
    }
  })
}

/** Are you sure? */
export const ask = async (question: Question): Promise<boolean> => (await put(question)) !== null
/** Why? The reason, or null when the person thinks better of it. */
export const askReason = (question: Question): Promise<string | null> => put({ ...question, needsReason: true })
