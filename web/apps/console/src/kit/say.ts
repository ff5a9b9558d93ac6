import { ElMessage } from 'element-plus/es/components/message/index'
import 'element-plus/es/components/message/style/css'
import { isTranslated, translate } from '@/locale'
import { asApiError } from '@/api/problem'

/** A word of failure for people, whatever failed. */
export function wordsOf(error: unknown): string {
  const problem = asApiError(error)
  const key = `kit.trouble.${problem.code}`
  return problem.message || translate(isTranslated(key) ? key : 'kit.trouble.unknown')
}

/** Short messages at the top of the page; also read out. */
export const say = {
  success: (message: string) => void ElMessage({ message, type: 'success', grouping: true }),
  trouble: (error: unknown) => void ElMessage({ message: wordsOf(error), type: 'error', grouping: true, duration: 6_000 }),
}

/** Do something and tell how it ended; true when it went well. */
export async function attempt(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work()
    if (done) say.success(done)
    return true
  } catch (error) {
    say.trouble(error)
    return false
  }
}
