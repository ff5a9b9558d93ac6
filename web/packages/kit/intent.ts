import { randomId } from './ids'

/**
 * One Idempotency-Key per intention of the member, not per request. Sending the same order again after a time-out
 * reuses the key, so the server answers with the order it may have made already; changing anything is a new intention.
 */
export class Intent {
  private key: string | null = null
  private about = ''

  /** The key for what the member wants now. `about` is everything that makes it this intention. */
  keyFor(about: unknown): string {
    const text = JSON.stringify(about)
    if (this.key === null || text !== this.about) {
      this.key = randomId()
      this.about = text
    }
    return this.key
  }

  /** The server has given a final answer: the next tap is a new intention. */
  done(): void {
    this.key = null
  }
}

/** Runs `work` at most once at a time; taps while it runs share its outcome. */
export function singleFlight<A extends unknown[], T>(work: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let running: Promise<T> | null = null
  return (...args: A) => {
    running ??= work(...args).finally(() => {
      running = null
    })
    return running
  }
}
