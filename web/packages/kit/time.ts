import { twoDigits } from './clock'

/** Local wall-clock time of the shopper. `2026-11-22 09:05`; the year only when it is not this one. */
export function dateTime(iso: string, now: Date = new Date()): string {
  const d = new Date(iso)
  const day = `${twoDigits(d.getMonth() + 1)}-${twoDigits(d.getDate())}`
  const time = `${twoDigits(d.getHours())}:${twoDigits(d.getMinutes())}`
  return d.getFullYear() === now.getFullYear() ? `${day} ${time}` : `${d.getFullYear()}-${day} ${time}`
}

/** When something that ends at midnight is good for the last time: `12-26 23:59`, not `12-27 00:00`. */
export const lastMoment = (until: string): string => dateTime(new Date(Date.parse(until) - 1000).toISOString())

export type Ago = { unit: 'now' } | { unit: 'minutes' | 'hours' | 'days'; n: number } | { unit: 'date'; text: string }

/** How long ago, in the words a message list uses. */
export function ago(iso: string, now_ms: number): Ago {
  const minutes = Math.floor((now_ms - Date.parse(iso)) / 60_000)
  if (minutes < 1) return { unit: 'now' }
  if (minutes < 60) return { unit: 'minutes', n: minutes }
  if (minutes < 24 * 60) return { unit: 'hours', n: Math.floor(minutes / 60) }
  if (minutes < 7 * 24 * 60) return { unit: 'days', n: Math.floor(minutes / 1440) }
  return { unit: 'date', text: dateTime(iso, new Date(now_ms)) }
}

export interface SpanPart { unit: 'days' | 'hours' | 'minutes'; n: number }

/** A span as people say it: 30 minutes, 24 hours, 1 hour 30 minutes, 3 days. Up to two days stay hours. */
export function spanParts(seconds: number): SpanPart[] {
  const minutes = Math.max(1, Math.round(seconds / 60))
  const days = minutes > 48 * 60 ? Math.floor(minutes / 1440) : 0
  const hours = Math.floor((minutes - days * 1440) / 60)
  const parts: SpanPart[] = [{ unit: 'days', n: days }, { unit: 'hours', n: hours }, { unit: 'minutes', n: days > 0 ? 0 : minutes % 60 }]
  return parts.filter((part) => part.n > 0)
}
