/**
 * The server's time, learnt from answers. A phone that runs ten minutes fast must not see a team expire early.
 * The sample with the shortest round trip wins, because its uncertainty is the smallest.
 */
export class ServerClock {
  private offset_ms = 0
  private best_trip_ms = Number.POSITIVE_INFINITY
  private learnt_at_ms = 0

  constructor(private local: () => number = Date.now) {}

  observe(served: string, sent_at_ms: number, received_at_ms: number): void {
    const server_ms = Date.parse(served)
    if (Number.isNaN(server_ms)) return
    const trip = received_at_ms - sent_at_ms
    const stale = received_at_ms - this.learnt_at_ms > 10 * 60_000
    // A jump (a changed phone clock, a shifted test clock) outweighs the best old sample.
    const fresh = server_ms + trip / 2 - received_at_ms
    const jumped = Math.abs(fresh - this.offset_ms) > trip + 2_000
    if (!stale && !jumped && trip >= this.best_trip_ms) return
    // A Date header is cut to whole seconds: on average half a second is missing.
    this.offset_ms = fresh + (/\.\d/.test(served) ? 0 : 500)
    this.best_trip_ms = trip
    this.learnt_at_ms = received_at_ms
  }

  now(): number {
    return this.local() + this.offset_ms
  }
}

export interface TimeLeft { total_ms: number; days: number; hours: number; minutes: number; seconds: number }

/** What is left until `until`; all zero once it has passed. Rounded up, so that 0:00 means over. */
export function timeLeft(until_ms: number, now_ms: number): TimeLeft {
  const total = Math.max(0, Math.ceil((until_ms - now_ms) / 1000))
  return {
    total_ms: Math.max(0, until_ms - now_ms),
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3_600),
    minutes: Math.floor((total % 3_600) / 60),
    seconds: total % 60,
  }
}

export const twoDigits = (n: number): string => String(n).padStart(2, '0')

/** `23:59:08`; hours carry the days below 100 hours, above that the caller shows days. */
export function clockText(left: TimeLeft): string {
  return `${twoDigits(left.days * 24 + left.hours)}:${twoDigits(left.minutes)}:${twoDigits(left.seconds)}`
}
