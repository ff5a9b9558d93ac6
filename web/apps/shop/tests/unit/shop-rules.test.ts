import { describe, expect, it } from 'vitest'
import { isNewTouch, liveCode, shareCode, TOUCH_LIFE_MS } from '@tuanzi/kit/attribution'
import { chosenLines, isAllSelected, selectedTotal, splitLines, withChange, type LineLike } from '@tuanzi/kit/cart'
import { columnsIn, dealt } from '@tuanzi/kit/columns'
import { ladderSizes, nextStep, phase, steps, teamPrice, teamPriceFrom, teamRows } from '@tuanzi/kit/offer'
import { masked, mobile, spaced } from '@tuanzi/kit/phone'
import { placeText } from '@tuanzi/kit/place'
import { svgAddress } from '@tuanzi/kit/svg'
import { drawnSeats } from '@tuanzi/kit/seats'
import { paidEach } from '@tuanzi/kit/money'
import { ago, dateTime, spanParts } from '@tuanzi/kit/time'

describe('attribution', () => {
  it('reads a code from a link or from a scanned scene, and nothing else', () => {
    expect(shareCode({ share: 'k3d9Qa' })).toBe('k3d9Qa')
    expect(shareCode({ scene: encodeURIComponent('id=1&share=k3d9Qa') })).toBe('k3d9Qa')
    expect([shareCode({ share: '<script>' }), shareCode({}), shareCode(undefined), shareCode({ share: 7 })]).toEqual([null, null, null, null])
  })
  it('puts a code on orders for seven days', () => {
    const touch = { code: 'abc', at_ms: 1_000_000 }
    expect(liveCode(touch, 1_000_000 + TOUCH_LIFE_MS - 1)).toBe('abc')
    expect(liveCode(touch, 1_000_000 + TOUCH_LIFE_MS)).toBeNull()
    expect(liveCode(null, 0)).toBeNull()
  })
  it('tells the server of another code at once and of the same one daily', () => {
    const last = { code: 'abc', at_ms: 0 }
    expect([isNewTouch('abc', last, 1000), isNewTouch('xyz', last, 1000), isNewTouch('abc', last, 86_400_001), isNewTouch('abc', null, 0)]).toEqual([false, true, true, true])
  })
})

const line = (id: string, more: Partial<LineLike> = {}): LineLike => ({ id, sku_id: `sku_${id}`, quantity: 1, is_selected: true, available: 5, state: 'ok', price: { amount: 1000, currency: 'CNY' }, ...more })

describe('cart', () => {
  const lines = [line('a'), line('b', { state: 'sold_out', available: 0 }), line('c', { quantity: 9, state: 'short', available: 2 }), line('d', { is_selected: false })]
  it('parts what can be bought from what cannot', () => {
    expect(splitLines(lines).live.map((l) => l.id)).toEqual(['a', 'c', 'd'])
    expect(splitLines(lines).gone.map((l) => l.id)).toEqual(['b'])
  })
  it('checks out no more than there is', () => expect(chosenLines(lines)).toEqual([{ sku_id: 'sku_a', quantity: 1 }, { sku_id: 'sku_c', quantity: 2 }]))
  it('knows when all that can be bought is selected', () => {
    expect(isAllSelected(lines)).toBe(false)
    expect(isAllSelected(withChange(lines, 'd', { is_selected: true }))).toBe(true)
    expect(isAllSelected([])).toBe(false)
  })
  it('adds up in whole minor units', () => expect(selectedTotal(lines, 'CNY')).toEqual({ amount: 10_000, currency: 'CNY' }))
  it('changes one line only', () => expect(withChange(lines, 'a', { quantity: 4 }).map((l) => l.quantity)).toEqual([4, 1, 9, 1]))
})

describe('group-buy offer', () => {
  const price = (amount: number) => ({ amount, currency: 'CNY' })
  const offer = { sizes: [{ size: 10, skus: [{ sku_id: 's', price: price(5900) }] }, { size: 5, skus: [{ sku_id: 's', price: price(6900) }] }], starts_at: '2026-11-22T00:00:00Z', ends_at: '2026-11-23T00:00:00Z', left: 3 as number | null }
  it('shows the ladder from the smallest team', () => {
    expect(steps(offer).map((s) => s.size)).toEqual([5, 10])
    expect(teamPrice(offer, 's')).toEqual(price(6900))
    expect(teamPrice(offer, 'other')).toBeNull()
    expect(teamPriceFrom(offer)).toEqual(price(6900))
  })
  it('knows the size of a ladder that is enough in the end and the one that ends the wait', () => {
    expect(ladderSizes(offer)).toEqual({ least: 5, most: 10 })
    expect(ladderSizes({ ...offer, sizes: offer.sizes.slice(0, 1) })).toBeNull()
  })
  it("puts one's own teams first and offers none of them to join", () => {
    const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
    expect(teamRows([a, b], [b, c])).toEqual([{ team: b, own: true }, { team: c, own: true }, { team: a, own: false }])
    expect(teamRows([a], [])).toEqual([{ team: a, own: false }])
  })
  it.each([['2026-11-21T23:59:59Z', 3, 'soon'], ['2026-11-22T00:00:00Z', 3, 'live'], ['2026-11-22T12:00:00Z', null, 'live'], ['2026-11-22T12:00:00Z', 0, 'gone'], ['2026-11-23T00:00:00Z', 3, 'over']])('at %s with %s left is %s', (now, left, is) =>
    expect(phase({ ...offer, left }, Date.parse(now))).toBe(is),
  )
})

describe('small things', () => {
  it('draws taken seats first, leader in front, then the empty ones', () => {
    const drawn = drawnSeats([{ nickname: 'b', is_leader: false }, { nickname: 'a', is_leader: true }], 4)
    expect(drawn.map((s) => s.person?.nickname ?? '-')).toEqual(['a', 'b', '-', '-'])
    expect(drawnSeats([], 200)).toHaveLength(10)
  })
  it.each([['138 0013 8000', '13800138000'], ['+86 138-0013-8000', '13800138000'], ['8613800138000', '13800138000'], ['12800138000', null], ['1380013800', null], ['', null]])('reads the phone number %s', (text, number) => expect(mobile(text)).toBe(number))
  it('hides and spaces a number', () => expect([masked('13800138000'), spaced('13800138000')]).toEqual(['138****8000', '138 0013 8000']))
  it('deals cards into columns of near height', () => expect(dealt([5, 1, 1, 1, 1, 4], 2, (n) => n)).toEqual([[5], [1, 1, 1, 1, 4]]))
  it('begins the columns from the left', () => expect(dealt([1, 2, 3, 4], 3, () => 1)).toEqual([[1, 4], [2], [3]]))
  it.each([[360, 2], [719, 2], [720, 3], [959, 3], [960, 4], [1440, 4]])('has room in %i px for %i columns', (width, count) => expect(columnsIn(width)).toBe(count))
  it('says how long ago', () => {
    const now = Date.parse('2026-11-22T12:00:00Z')
    const before = (ms: number) => ago(new Date(now - ms).toISOString(), now)
    expect([before(5_000), before(300_000), before(7_300_000), before(200_000_000)]).toEqual([{ unit: 'now' }, { unit: 'minutes', n: 5 }, { unit: 'hours', n: 2 }, { unit: 'days', n: 2 }])
    expect(before(900_000_000).unit).toBe('date')
  })
  it('leaves this year out of a date', () => {
    expect(dateTime('2026-03-04T05:06:00', new Date('2026-11-22'))).toBe('03-04 05:06')
    expect(dateTime('2025-03-04T05:06:00', new Date('2026-11-22'))).toBe('2025-03-04 05:06')
  })
})

describe('spans of time', () => {
  const said = (seconds: number) => spanParts(seconds).map((p) => `${p.n} ${p.unit}`).join(' ')
  it('are said in the units people use', () => {
    expect([240, 1800, 3600, 5400, 86_400, 172_800, 259_200, 302_400].map(said)).toEqual(['4 minutes', '30 minutes', '1 hours', '1 hours 30 minutes', '24 hours', '48 hours', '3 days', '3 days 12 hours'])
  })
  it('are never nothing', () => {
    expect(said(5)).toBe('1 minutes')
  })
})

describe('the price of one piece', () => {
  it('is what was paid for the line, shared by its pieces', () => {
    const cny = (amount: number) => ({ amount, currency: 'CNY' })
    expect(paidEach({ unit_price: cny(8900), payable: cny(3900), quantity: 1 })).toEqual(cny(3900))
    expect(paidEach({ unit_price: cny(1000), payable: cny(2000), quantity: 3 })).toEqual(cny(666))
  })
})

describe('what a team waits for', () => {
  const tiers = [[5, 3990], [2, 5390], [3, 4790]].map(([size, amount]) => ({ size: size!, price: { amount: amount!, currency: 'CNY' } }))
  const step = (paid: number) => nextStep({ size: 5, paid, missing: 5 - paid, tiers })
  it('is the first step of a ladder, then the next lower price', () => {
    expect(step(1)).toEqual({ n: 1, price: null, safe: 0 })
    expect(step(2)).toEqual({ n: 1, price: { amount: 4790, currency: 'CNY' }, safe: 2 })
    expect(step(3)).toEqual({ n: 2, price: { amount: 3990, currency: 'CNY' }, safe: 3 })
  })
  it('is everybody who is missing where there is one size, or none is left', () => {
    expect(nextStep({ size: 3, paid: 1, missing: 2, tiers: tiers.slice(2) })).toEqual({ n: 2, price: null, safe: 0 })
    expect(step(5)).toEqual({ n: 0, price: null, safe: 0 })
  })
})

describe('an address', () => {
  it('says a municipality once', () => {
    expect(placeText({ province: '北京市', city: '北京市', district: '朝阳区', detail: '阜通东大街 6 号院' })).toBe('北京市朝阳区 阜通东大街 6 号院')
    expect(placeText({ province: '山东省', city: '潍坊市', district: '寿光市', detail: '银海路 18 号' })).toBe('山东省潍坊市寿光市 银海路 18 号')
  })
})

describe('a drawing', () => {
  it('becomes a picture only with its namespace', () => {
    expect(decodeURIComponent(svgAddress('<svg width="1"><path/></svg>'))).toBe('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="1"><path/></svg>')
    expect(decodeURIComponent(svgAddress('<svg width="1" xmlns="x"></svg>'))).toBe('data:image/svg+xml,<svg width="1" xmlns="x"></svg>')
  })
})
