import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { tokensOf } from '@tuanzi/api/client'
import type { Member, Session } from '@tuanzi/api/types'
import { api, clock, onSession, onSignedOut, tokenStore } from '@/lib/api'
import { setConsent } from '@/lib/consent'
import { open, path } from '@/lib/go'
import { load, save } from '@/lib/storage'

export const useSession = defineStore('session', () => {
  const member = ref<Member | null>(tokenStore.read() ? load<Member>('member') : null)
  const isSignedIn = computed(() => member.value !== null)

  function keep(next: Member | null): void {
    member.value = next
    save('member', next)
  }
  function begin(session: Session): void {
    tokenStore.write(tokensOf(session, clock.now()))
    // Nobody signs in without agreeing to the privacy policy.
    setConsent(true)
    keep(session.member)
  }
  async function end(): Promise<void> {
    // The phone forgets at once; a server that cannot be reached lets the session run out.
    const told = tokenStore.read() ? api.sign_in.out().catch(() => undefined) : null
    await told
    tokenStore.write(null)
    setConsent(false)
    keep(null)
  }
  async function refresh(): Promise<void> {
    if (tokenStore.read()) keep(await api.me.show())
  }
  /** True when signed in; otherwise opens the sign-in page, which comes back here. */
  function demand(): boolean {
    if (!isSignedIn.value) open(path.signIn)
    return isSignedIn.value
  }
  onSession((session) => keep(session.member))
  onSignedOut(() => keep(null))
  return { member, isSignedIn, begin, end, refresh, keep, demand }
})
