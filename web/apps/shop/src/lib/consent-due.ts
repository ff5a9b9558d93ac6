import { api, tokenStore } from './api'
import { setConsent } from './consent'
import { open, path } from './go'

const EVERY_MS = 10 * 60_000
let asked_at = 0

/** Whether a new version of terms or privacy waits for this member's answer; asked now and then, and never worth an error message. */
export async function askConsentDue(): Promise<void> {
  if (!tokenStore.read() || Date.now() - asked_at < EVERY_MS) return
  asked_at = Date.now()
  const found = await api.privacy.consents().catch(() => null)
  if (!found) return
  const recommendations = found.items.find((each) => each.kind === 'recommendations')
  if (recommendations?.decided_at) setConsent(recommendations.is_given)
  // Who never agreed to anything here signed in before this was asked; the box at sign-in counts for all others.
  if (found.items.some((each) => each.is_needed)) open(path.consent)
}
