export interface SeatLike { nickname: string; is_leader: boolean }
/** A drawn seat: somebody's, or one that waits. */
export interface DrawnSeat<S> { key: string; person: S | null }

/** Taken seats first, then the empty ones up to the team's size; a large team shows at most `most` seats. */
export function drawnSeats<S extends SeatLike>(seats: S[], size: number, most = 10): DrawnSeat<S>[] {
  const leader_first = [...seats].sort((a, b) => Number(b.is_leader) - Number(a.is_leader))
  const drawn: DrawnSeat<S>[] = leader_first.slice(0, most).map((person, i) => ({ key: `p${i}`, person }))
  for (let i = drawn.length; i < Math.min(size, most); i += 1) drawn.push({ key: `e${i}`, person: null })
  return drawn
}
