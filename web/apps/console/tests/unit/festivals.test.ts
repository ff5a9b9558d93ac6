import { describe, expect, it } from 'vitest'
import { festivals } from '@/views/deals/savings/festivals'

describe('festivals', () => {
  it('knows the days of both calendars', () => {
    expect(festivals(new Date(2026, 1, 17))).toEqual(['spring'])
    expect(festivals(new Date(2026, 8, 25))).toEqual(['mid_autumn'])
    expect(festivals(new Date(2026, 5, 19))).toEqual(['dragon_boat'])
    expect(festivals(new Date(2026, 10, 11))).toEqual(['november_11'])
    expect(festivals(new Date(2026, 10, 12))).toEqual([])
  })
})
