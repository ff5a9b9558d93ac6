import { ref } from 'vue'

/** What WeChat waits for: whether the member agrees to its privacy guide; `buttonId` is the button that was pressed. */
type Answer = (answer: { event: 'agree' | 'disagree'; buttonId?: string }) => void
interface PrivacyOfWechat {
  onNeedPrivacyAuthorization?: (ask: (answer: Answer) => void) => void
  openPrivacyContract?: (options: { fail?: () => void }) => void
}

/** True while something that touches personal data waits for the member's word. */
export const isAskedForPrivacy = ref(false)
const waiting: Answer[] = []
let wechat: PrivacyOfWechat = {}
// #ifdef MP-WEIXIN
wechat = uni as unknown as PrivacyOfWechat
// #endif

/** From now on WeChat asks here before the clipboard, the album, a nickname or a picture is touched. */
export function watchPrivacy(): void {
  wechat.onNeedPrivacyAuthorization?.((answer) => {
    waiting.push(answer)
    isAskedForPrivacy.value = true
  })
}

/** The member's word, for everything that waits. */
export function answerPrivacy(agreed: boolean, button_id = ''): void {
  isAskedForPrivacy.value = false
  for (const answer of waiting.splice(0)) answer(agreed ? { event: 'agree', buttonId: button_id } : { event: 'disagree' })
}

/** The guide that the shop has filed with WeChat. */
export const openPrivacyGuide = (): void => wechat.openPrivacyContract?.({ fail: () => undefined })
