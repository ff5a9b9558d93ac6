import type { Schemas } from '@/api/client'
import { ApiError } from '@/api/problem'
import { faultsOf, moneyOf, yuanOf, emptyRow, type Axis, type Row } from './matrix'

export type Detail = Schemas['ProductDetail']
export type Picture = Schemas['Picture']
export type Status = Schemas['ProductStatus']
export type Role = Schemas['ProductRole']
export type Category = Schemas['CategoryNode']
export const STATUSES = ['draft', 'in_review', 'on_sale', 'off_sale'] as const
export const ROLES = ['traffic', 'profit', 'strategic', 'long_tail'] as const
export const KINDS = ['physical', 'custom', 'virtual', 'voucher'] as const
export const CHANNELS = ['h5', 'mini_program', 'live'] as const
export const TONES = { draft: 'neutral', in_review: 'info', on_sale: 'success', off_sale: 'warning' } as const
export const ROLE_TONES = { traffic: 'info', profit: 'success', strategic: 'accent', long_tail: 'neutral' } as const

export interface Block { kind: 'text' | 'picture'; text: string; picture: Picture | null }
/** A product while it is edited. */
export interface Draft {
  code: string
  title: string
  selling_point: string
  category_id: string
  brand_id: string
  tag_ids: string[]
  kind: Schemas['ProductKind']
  role: Role | ''
  unit: string
  pictures: Picture[]
  axes: Axis[]
  rows: Row[]
  attributes: { name: string; value: string }[]
  detail: Block[]
  story: string
  freight_code: string
  tax_code: string
  is_returnable: boolean
  channels: (typeof CHANNELS)[number][]
  publish_at: string
  video_key: string | null
}

export const empty = (): Draft => ({ code: '', title: '', selling_point: '', category_id: '', brand_id: '', tag_ids: [], kind: 'physical', role: '', unit: '件', pictures: [], axes: [], rows: [emptyRow([])], attributes: [], detail: [], story: '', freight_code: '', tax_code: '', is_returnable: true, channels: [...CHANNELS], publish_at: '', video_key: null })

/** A picture from its key alone, as the server writes it. */
export function pictureOf(key: string): Picture {
  const [width, height] = (/\.(\d+)x(\d+)$/.exec(key) ?? []).slice(1).map(Number)
  const file = (size: number) => `/media/${key}.${size}.webp`
  return { key, small: file(320), medium: file(750), large: file(1200), width: width ?? 0, height: height ?? 0, alt: '' }
}

export function fromDetail(found: Detail): Draft {
  const said = found.product
  return {
    code: said.code,
    title: said.title,
    selling_point: said.selling_point ?? '',
    category_id: said.category_id,
    brand_id: said.brand_id ?? '',
    tag_ids: [...(said.tag_ids ?? [])],
    kind: said.kind ?? 'physical',
    role: said.role ?? '',
    unit: said.unit ?? '件',
    pictures: found.pictures,
    axes: (said.options ?? []).map((axis) => ({ name: axis.name, values: [...axis.values] })),
    rows: said.skus.map((sku) => ({
      id: sku.id ?? null,
      code: sku.code,
      options: [...(sku.options ?? [])],
      price: yuanOf(sku.price),
      cost: yuanOf(sku.cost),
      member_price: yuanOf(sku.member_price),
      market_price: yuanOf(sku.market_price),
      barcode: sku.barcode ?? '',
      weight_g: sku.weight_g ? String(sku.weight_g) : '',
      picture_key: sku.picture_key ?? null,
      is_enabled: sku.is_enabled !== false,
    })),
    attributes: (said.attributes ?? []).map((each) => ({ ...each })),
    detail: (said.detail ?? []).map((block) => ({ kind: block.kind, text: block.text ?? '', picture: block.picture_key ? pictureOf(block.picture_key) : null })),
    story: said.story ?? '',
    freight_code: said.freight_code ?? '',
    tax_code: said.tax_code ?? '',
    is_returnable: said.is_returnable !== false,
    channels: [...(said.channels ?? CHANNELS)],
    publish_at: said.publish_at ?? '',
    video_key: said.video_key ?? null,
  }
}

export function toWire(draft: Draft): Schemas['ProductIn'] {
  return {
    code: draft.code.trim(),
    title: draft.title.trim(),
    selling_point: draft.selling_point.trim(),
    category_id: draft.category_id,
    brand_id: draft.brand_id || null,
    tag_ids: draft.tag_ids,
    kind: draft.kind,
    role: draft.role || null,
    unit: draft.unit.trim(),
    picture_keys: draft.pictures.map((picture) => picture.key),
    options: draft.axes.map((axis) => ({ name: axis.name.trim(), values: axis.values })),
    skus: draft.rows.map((row) => ({
      id: row.id,
      code: row.code,
      options: row.options,
      price: moneyOf(row.price)!,
      cost: moneyOf(row.cost),
      member_price: row.member_price ? moneyOf(row.member_price) : null,
      market_price: row.market_price ? moneyOf(row.market_price) : null,
      barcode: row.barcode || null,
      weight_g: Number(row.weight_g || 0),
      picture_key: row.picture_key,
      is_enabled: row.is_enabled,
    })),
    attributes: draft.attributes.filter((each) => each.name.trim() && each.value.trim()).map((each) => ({ name: each.name.trim(), value: each.value.trim() })),
    detail: draft.detail.filter((block) => (block.kind === 'text' ? block.text.trim() : block.picture)).map((block) => (block.kind === 'text' ? { kind: 'text', text: block.text } : { kind: 'picture', picture_key: block.picture!.key })),
    story: draft.story.trim() || null,
    freight_code: draft.freight_code.trim() || null,
    tax_code: draft.tax_code.trim() || null,
    is_returnable: draft.is_returnable,
    channels: draft.channels,
    publish_at: draft.publish_at || null,
    video_key: draft.video_key,
  }
}

/** What is wrong before anything is sent: path -> key of the words. */
export function check(draft: Draft): Record<string, string> {
  const wrong = faultsOf(draft.axes, draft.rows)
  if (!draft.title.trim()) wrong.title = 'catalog.wrong.required'
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/.test(draft.code.trim())) wrong.code = 'catalog.wrong.code'
  if (!draft.category_id) wrong.category_id = 'catalog.wrong.required'
  if (!draft.unit.trim()) wrong.unit = 'catalog.wrong.required'
  if (draft.channels.length === 0) wrong.channels = 'catalog.wrong.required'
  return wrong
}

/** The catalogue names the field in its own words; the form wants it among the field errors. */
export function atItsField(error: unknown, draft: Draft): unknown {
  if (!(error instanceof ApiError) || !error.problem) return error
  const { path, taken } = error.problem as { path?: string; taken?: string }
  const row = draft.rows.findIndex((each) => each.code === taken)
  const at = path ?? (taken ? (taken === draft.code ? 'code' : row >= 0 ? `skus.${row}.code` : 'code') : error.code === 'catalog.options_not_matrix' ? 'options' : null)
  if (!at) return error
  return new ApiError(error.code, error.status, error.message, { ...error.problem, errors: [{ path: at, code: error.code, message: error.message }] })
}

/** A tree of categories as Element's cascader wants it. */
export type Option = { value: string; label: string; children?: Option[] }
export const optionsOf = (nodes: Category[]): Option[] => nodes.map((node) => ({ value: node.id, label: node.name, ...(node.children.length ? { children: optionsOf(node.children) } : {}) }))
export const flat = (nodes: Category[], above = ''): { id: string; name: string }[] => nodes.flatMap((node) => [{ id: node.id, name: `${above}${node.name}` }, ...flat(node.children, `${above}${node.name} / `)])
