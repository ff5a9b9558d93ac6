import type { Schemas } from '@/api/client'

export type Level = Schemas['LevelRow']
export const REASONS = ['receipt', 'count', 'loss', 'return', 'correction'] as const

/** How a level stands, as the list's own filter sees it. */
export function stateOf(level: Pick<Level, 'free' | 'low_at'>): 'out' | 'over' | 'low' | null {
  if (level.free < 0) return 'over'
  if (level.free === 0) return 'out'
  return level.free <= level.low_at ? 'low' : null
}
export const TAKE_TONES = { open: 'info', counting: 'accent', posted: 'success', cancelled: 'neutral' } as const
