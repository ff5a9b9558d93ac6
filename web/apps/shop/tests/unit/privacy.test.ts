import { beforeAll, describe, expect, it, vi } from 'vitest'

type Ask = (answer: (word: unknown) => void) => void
const heard: { ask?: Ask } = {}
Object.assign(globalThis, { uni: { onNeedPrivacyAuthorization: (ask: Ask) => (heard.ask = ask) } })

describe('the question before personal data is touched', async () => {
  const privacy = await import('@/lib/privacy')
  const words = vi.fn()
  beforeAll(() => privacy.watchPrivacy())
  it('is shown when WeChat asks, and the button is named when the member agrees', () => {
    heard.ask?.(words)
    expect(privacy.isAskedForPrivacy.value).toBe(true)
    privacy.answerPrivacy(true, 'tz-privacy-agree')
    expect(words.mock.calls).toEqual([[{ event: 'agree', buttonId: 'tz-privacy-agree' }]])
    expect(privacy.isAskedForPrivacy.value).toBe(false)
  })
  it('answers everything that waits, each once', () => {
    words.mockClear()
    heard.ask?.(words)
    heard.ask?.(words)
    privacy.answerPrivacy(false)
    privacy.answerPrivacy(false)
    expect(words.mock.calls).toEqual([[{ event: 'disagree' }], [{ event: 'disagree' }]])
  })
})
