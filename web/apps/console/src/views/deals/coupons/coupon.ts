import { useI18n } from 'vue-i18n'
import { priceTag, type Money } from '@shared/money'
import type { Schemas } from '@/api/client'
import { stamp } from '@/kit/moments'

export type Template = Schemas['CouponTemplateRow']
export type Draft = Schemas['CouponTemplateIn']
export const KINDS = ['amount', 'percent', 'free_shipping', 'gift'] as const
export const SCOPES = ['all', 'products', 'categories', 'except_products'] as const
export const CHANNELS = ['centre', 'code', 'new_member', 'staff', 'after_order'] as const
export const STATUSES = ['draft', 'published', 'ended'] as const
export const TONES = { draft: 'neutral', published: 'success', ended: 'warning' } as const

export const yuan = (minor: number | null | undefined): Money | null => (minor === null || minor === undefined ? null : { amount: minor, currency: 'CNY' })

export function empty(): Draft {
  return {
    name: '',
    worth: { kind: 'amount', amount: 500, percent_off_bps: null, cap: null, gift_sku_id: null, gift_pieces: 1, threshold: 3900, pieces_min: 0, scope: 'all', product_ids: [], category_ids: [], original_price_only: false, group: 'default' },
    validity: { mode: 'after_claim', since: null, until: null, begins_after_days: 0, days: 7 },
    issue: { channels: ['centre'], total: 1000, per_member: 1, per_member_day: null, claim_since: null, claim_until: null, level_min: 0, new_only: false, code: null, after_order_min: null },
    merchant_bps: 0,
    returns: true,
    remind_hours: 48,
  }
}

/** Only what the kind, the scope and the mode ask for goes over the wire; what was typed before another was chosen does not. */
export function toWire(draft: Draft): Draft {
  const { worth, validity, issue } = draft
  const isPercent = worth.kind === 'percent'
  return {
    ...draft,
    worth: {
      ...worth,
      amount: worth.kind === 'amount' ? worth.amount : null,
      percent_off_bps: isPercent ? worth.percent_off_bps : null,
      cap: worth.kind === 'amount' || worth.kind === 'gift' ? null : worth.cap,
      gift_sku_id: worth.kind === 'gift' ? worth.gift_sku_id : null,
      product_ids: worth.scope === 'products' || worth.scope === 'except_products' ? worth.product_ids : [],
      category_ids: worth.scope === 'categories' ? worth.category_ids : [],
    },
    validity: validity.mode === 'fixed' ? { mode: 'fixed', since: validity.since, until: validity.until, begins_after_days: 0, days: null } : { ...validity, since: null, until: null },
    issue: { ...issue, code: issue.channels.includes('code') ? issue.code?.toUpperCase() ?? null : null, after_order_min: issue.channels.includes('after_order') ? issue.after_order_min : null },
  }
}

/** A coupon in words. */
export function useCouponWords() {
  const { t, locale } = useI18n()
  function worth(draft: Pick<Draft, 'worth'>): string {
    const said = draft.worth
    if (said.kind === 'amount') return t('coupons.says.amount', { money: priceTag(yuan(said.amount) ?? { amount: 0, currency: 'CNY' }) })
    if (said.kind === 'percent') {
      const bps = said.percent_off_bps ?? 0
      return t('coupons.says.percent', { n: locale.value.startsWith('zh') ? (10_000 - bps) / 1000 : bps / 100 })
    }
    return t(`coupons.kinds.${said.kind}`)
  }
  const threshold = (draft: Pick<Draft, 'worth'>): string => (draft.worth.threshold ? t('coupons.says.threshold', { money: priceTag(yuan(draft.worth.threshold)!) }) : t('coupons.says.no_threshold'))
  function validity(draft: Pick<Draft, 'validity'>): string {
    const said = draft.validity
    if (said.mode === 'after_claim') return said.begins_after_days ? t('coupons.says.later', { from: said.begins_after_days, n: said.days ?? 1 }) : t('coupons.says.days', { n: said.days ?? 1 })
    return [said.since, said.until].map((each) => (each ? stamp(each, new Date()) : '—')).join(' – ')
  }
  const channels = (draft: Pick<Draft, 'issue'>): string => draft.issue.channels.map((each) => t(`coupons.channels.${each}`)).join('、')
  return { worth, threshold, validity, channels }
}
