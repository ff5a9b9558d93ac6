import { createClient, type Tokens } from '@tuanzi/api/client'
import { endpoints } from '@tuanzi/api/endpoints'
import { Live } from '@tuanzi/api/live'
import type { Session } from '@tuanzi/api/types'
import { ServerClock } from '@tuanzi/kit/clock'
import { randomId } from '@tuanzi/kit/ids'
import { connect } from './socket'
import { origin } from './origin'
import { load, save } from './storage'
import { transport } from './transport'

let tokens = load<Tokens>('tokens')
let visitor = load<string>('visitor')
let language = 'zh-CN'
const hooks: { session: (s: Session) => void; signed_out: () => void } = { session: () => undefined, signed_out: () => undefined }

export const clock = new ServerClock()

export const tokenStore = {
  read: () => tokens,
  write(next: Tokens | null) {
    tokens = next
    save('tokens', next)
  },
}

/** A random name of this phone, so that a cart and a share's touch exist before sign-in. */
export function visitorId(): string {
  if (!visitor) {
    visitor = randomId()
    save('visitor', visitor)
  }
  return visitor
}

export const setApiLanguage = (next: string): void => {
  language = next
}
export const onSession = (f: (s: Session) => void): void => {
  hooks.session = f
}
export const onSignedOut = (f: () => void): void => {
  hooks.signed_out = f
}

const client = createClient({
  transport,
  base: `${origin}/api/v1/shop`,
  tokens: tokenStore,
  visitor: visitorId,
  now: () => clock.now(),
  language: () => language,
  onSession: (s) => hooks.session(s),
  onSignedOut: () => hooks.signed_out(),
  onServerTime: (served, sent, received) => clock.observe(served, sent, received),
})

export const api = endpoints(client.call)
export const live = new Live(connect, () => tokens?.access ?? null)
