import { useI18n } from 'vue-i18n'
import { priceTag, type Money } from '@shared/money'
import type { Schemas } from '@/api/client'
import { stamp } from '@/kit/moments'

export type Saving = Schemas['SavingRow']
export type Draft = Schemas['SavingIn']
export type Rule = Draft['rule']
export type Tier = Schemas['SavingTierWire']
export type Gain = Tier['gain']
export const KINDS = ['full_reduction', 'nth_piece', 'buy_n_get_m', 'bundle', 'mix', 'cross_sell', 'limited_time'] as const
export const GAINS = ['amount', 'percent', 'free_shipping', 'coupon', 'gift'] as const
export const SCOPES = ['all', 'products', 'categories', 'except_products'] as const
export const STATUSES = ['draft', 'published', 'ended'] as const
export const TONES = { draft: 'neutral', published: 'success', ended: 'warning' } as const
export const DAY_MINUTES = 1440

export const yuan = (minor: number | null | undefined): Money | null => (minor === null || minor === undefined ? null : { amount: minor, currency: 'CNY' })
export const gain = (): Gain => ({ kind: 'amount', amount: 1000, percent_off_bps: 1000, cap: null, coupon_template_id: '', gift_sku_id: null, count: 1 })

export function empty(now = new Date()): Draft {
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
  const end = new Date(start.getFullYear(), start.getMonth(), start.getDate() + 7)
  return {
    name: '',
    rule: { kind: 'full_reduction', tiers: [{ threshold: 9900, pieces: 0, gain: gain() }], repeats: false, buy: 2, get: 1, percent_off_bps: 5000, set_price: 9900, parts: [], steps: [{ pieces: 0, percent_off_bps: 2000 }], prices: [], sets_max: 99 },
    scope: 'all', product_ids: [], category_ids: [],
    when: { starts_at: start.toISOString(), ends_at: end.toISOString(), weekdays: [], month_days: [], from_minute: 0, until_minute: DAY_MINUTES },
    level_min: 0, new_only: false, group: 'default', priority: 0, uses_max: null, per_member: null, merchant_bps: 0,
  }
}

/** A kept saving as a draft: what its kind does not use begins as in a new one. */
export function draftOf(found: Saving): Draft {
  const blank = empty()
  const { name, scope, product_ids, category_ids, when, level_min, new_only, group, priority, uses_max, per_member, merchant_bps } = found
  const rule = { ...blank.rule, ...found.rule }
  if (!found.rule.tiers?.length) rule.tiers = blank.rule.tiers
  if (!found.rule.steps?.length) rule.steps = blank.rule.steps
  return { name, rule, scope, product_ids, category_ids, when, level_min, new_only, group, priority, uses_max, per_member, merchant_bps }
}

/** Only what the kind asks for goes over the wire; what was typed before another kind was chosen does not. */
export function toWire(draft: Draft): Draft {
  const { rule } = draft
  const is = (...kinds: Rule['kind'][]) => kinds.includes(rule.kind)
  return {
    ...draft,
    rule: {
      ...rule,
      tiers: is('full_reduction') ? rule.tiers!.map((tier) => ({ ...tier, threshold: tier.pieces ? null : tier.threshold, gain: only(tier.gain) })) : [],
      repeats: is('full_reduction') && rule.tiers!.length === 1 && rule.tiers![0]!.gain.kind === 'amount' && !!rule.repeats,
      buy: is('nth_piece', 'buy_n_get_m', 'mix', 'cross_sell') ? rule.buy : 0,
      get: is('buy_n_get_m') ? rule.get : 0,
      percent_off_bps: is('nth_piece') ? rule.percent_off_bps : 0,
      set_price: is('bundle', 'mix', 'cross_sell') ? rule.set_price : null,
      parts: is('bundle', 'cross_sell') ? rule.parts!.filter((part) => part.sku_id) : [],
      steps: is('limited_time') && !rule.prices!.length ? rule.steps : [],
      prices: is('limited_time') ? rule.prices!.filter((each) => each.sku_id) : [],
    },
    scope: is('bundle') ? 'all' : draft.scope,
    product_ids: draft.scope === 'products' || draft.scope === 'except_products' ? draft.product_ids : [],
    category_ids: draft.scope === 'categories' ? draft.category_ids : [],
  }
}

function only(said: Gain): Gain {
  const is = (kind: Gain['kind']) => said.kind === kind
  return {
    kind: said.kind,
    amount: is('amount') ? said.amount : null,
    percent_off_bps: is('percent') ? said.percent_off_bps : 0,
    cap: is('percent') || is('free_shipping') ? said.cap : null,
    coupon_template_id: is('coupon') ? said.coupon_template_id : '',
    gift_sku_id: is('gift') ? said.gift_sku_id : null,
    count: is('gift') || is('coupon') ? said.count : 1,
  }
}

/** A saving in words. */
export function useSavingWords() {
  const { t, locale } = useI18n()
  const money = (minor: number | null | undefined): string => priceTag(yuan(minor) ?? { amount: 0, currency: 'CNY' })
  /** 1,200 of 10,000 off: 8.8 折 in Chinese, 12 % in English. */
  const off = (bps: number | undefined): string => t('savings.says.off', { n: locale.value.startsWith('zh') ? (10_000 - (bps ?? 0)) / 1000 : (bps ?? 0) / 100 })
  function gains(said: Gain): string {
    if (said.kind === 'amount') return t('savings.says.amount', { money: money(said.amount) })
    if (said.kind === 'percent') return off(said.percent_off_bps)
    if (said.kind === 'coupon' || said.kind === 'gift') return t(`savings.says.${said.kind}`, { n: said.count })
    return t('savings.gains.free_shipping')
  }
  const tier = (said: Tier, repeats = false): string => t(repeats ? 'savings.says.each' : 'savings.says.from', { what: said.pieces ? t('savings.says.pieces', { n: said.pieces }) : money(said.threshold), gain: gains(said.gain) })
  function rule(said: Rule): string[] {
    if (said.kind === 'full_reduction') return (said.tiers ?? []).map((each) => tier(each, said.repeats))
    if (said.kind === 'limited_time') return said.prices?.length ? [t('savings.says.prices', { n: said.prices.length })] : (said.steps ?? []).map((step) => (step.pieces ? t('savings.says.step', { n: step.pieces, off: off(step.percent_off_bps) }) : off(step.percent_off_bps)))
    return [t(`savings.says.${said.kind}`, { n: said.buy, m: said.get, off: off(said.percent_off_bps), money: money(said.set_price) })]
  }
  const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  function when(said: Draft['when']): string {
    const days = [...(said.weekdays ?? []).map((day) => t(`savings.weekday.${day}`)), ...(said.month_days ?? []).map((day) => t('savings.says.month_day', { n: day }))]
    const hours = said.from_minute || said.until_minute !== DAY_MINUTES ? `${clock(said.from_minute ?? 0)}–${clock(said.until_minute ?? DAY_MINUTES)}` : ''
    return [`${stamp(said.starts_at, new Date())} – ${stamp(said.ends_at, new Date())}`, days.join('、'), hours].filter(Boolean).join(' · ')
  }
  return { gains, rule, when, off, money }
}
