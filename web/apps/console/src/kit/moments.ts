const two = (n: number) => String(n).padStart(2, '0')

/** `08-12 09:05` on the reader's own clock; the year only when it is not this one. */
export function stamp(iso: string, today: Date, seconds = false): string {
  const d = new Date(iso)
  const day = `${two(d.getMonth() + 1)}-${two(d.getDate())}`
  const time = `${two(d.getHours())}:${two(d.getMinutes())}${seconds ? `:${two(d.getSeconds())}` : ''}`
  return d.getFullYear() === today.getFullYear() ? `${day} ${time}` : `${d.getFullYear()}-${day} ${time}`
}

export interface Span { unit: 'now' | 'minutes' | 'hours' | 'days'; n: number; is_past: boolean }

/** The distance between a moment and now in one unit, cut to whole ones. */
export function since(iso: string, now_ms: number): Span {
  const distance_ms = now_ms - Date.parse(iso)
  const minutes = Math.floor(Math.abs(distance_ms) / 60_000)
  const is_past = distance_ms >= 0
  if (minutes < 1) return { unit: 'now', n: 0, is_past }
  if (minutes < 60) return { unit: 'minutes', n: minutes, is_past }
  if (minutes < 48 * 60) return { unit: 'hours', n: Math.floor(minutes / 60), is_past }
  return { unit: 'days', n: Math.floor(minutes / 1440), is_past }
}
