// The server as the simulated phone meets it: one product with a team, and a member with an order.
const money = (amount) => ({ amount, currency: 'CNY' })
const later = (s) => new Date(Date.now() + s * 1000).toISOString()
const offer = { kind: 'groupbuy', activity_id: 'gba_1', title: '', sizes: [{ size: 3, skus: [{ sku_id: 'sku_1', price: money(2990) }, { sku_id: 'sku_2', price: money(3490) }] }], team_duration_s: 86400, starts_at: later(-60), ends_at: later(7200), who: 'all', limit_per_member: 3, left: 50, leader_reward: { kind: 'cashback', amount: money(300) }, combinable: false, fail_policy: 'refund', delivery: ['ship'], open_teams: [{ id: 'tea_1', leader: { nickname: '林一', avatar: null }, size: 3, paid: 2, missing: 1, expires_at: later(3600) }] }
const sku = (id, options, price, available) => ({ id, code: id, options, price: money(price), member_price: null, market_price: null, struck_price: null, lowest_price: null, available, picture: null, weight_g: 1 })
const product = { id: 'prd_1', title: '富平吊柿饼', selling_point: '一口流心', pictures: [], video: null, category: { id: 'cat_1', name: '零食' }, brand: null, unit: '盒', options: [{ name: '口味', values: ['原味', '桂花'] }, { name: '规格', values: ['500g', '1kg'] }], skus: [sku('sku_1', ['原味', '500g'], 3990, 18), sku('sku_2', ['原味', '1kg'], 4990, 9), sku('sku_3', ['桂花', '500g'], 3990, 0)], attributes: [], detail: [], story: null, is_returnable: true, sold: 12840, status: 'on_sale', freight: { label: '包邮', free_from: null }, offers: [offer], share: { title: '', text: '' } }
const card = { id: 'prd_1', title: '富平吊柿饼', selling_point: '', picture: null, price: money(3990), market_price: null, struck_price: null, sold: 12840, offer: { kind: 'groupbuy', activity_id: 'gba_1', size: 3, price: money(2990), ends_at: later(7200) }, is_sold_out: false }
const team = { id: 'tea_1', state: 'forming', activity_id: 'gba_1', product: { id: 'prd_1', title: '富平吊柿饼', picture: null, selling_point: '' }, size: 3, tiers: [{ size: 3, price: money(2990) }], paid: 2, held: 0, missing: 1, expires_at: later(3600), opened_at: later(-60), succeeded_at: null, seats: [{ nickname: '林一', avatar: null, is_leader: true, joined_at: later(-60) }, { nickname: '周周', avatar: null, is_leader: false, joined_at: later(-30) }], price: money(2990), single_price: money(3990), mine: null, rules: [], can_join: true, why_not: null, skus: [{ sku_id: 'sku_1', options: ['原味', '500g'], price: money(2990), available: 18 }] }
const SERVER = {
  '/home': { banners: [], categories: [{ id: 'cat_1', name: '零食', icon: null, children: [] }], group_buys: [card], shelves: [], products: { items: [card], next: null } },
  '/cart': { lines: [], groups: [], selected_total: money(0), count: 0 },
  '/products/prd_1': product,
  '/teams/tea_1': team,
}
const line = { id: 'oln_1', sku_id: 'sku_1', product_id: 'prd_1', title: '富平吊柿饼', options: ['原味', '500g'], picture: null, quantity: 1, unit_price: money(3990), discount: money(1000), payable: money(2990), refunded: money(0), refunded_quantity: 0 }
const adjustment = { label: '三人团 立减 10 元', amount: money(-1000), source: 'groupbuy' }
const order = { id: 'ord_1', number: '2611260001', state: 'waiting', state_label: '待成团', team_id: 'tea_1', delivery: 'ship', lines: [line], adjustments: [adjustment], goods_total: money(3990), discount_total: money(1000), freight: money(600), payable: money(3590), paid: money(3590), refunded: money(0), refunds: [], parcels: [], timeline: [{ at: later(-60), event: 'paid', label: '付款成功' }, { at: later(-90), event: 'placed', label: '提交订单' }], actions: ['share_team'], address: { id: 'adr_1', name: '小满', phone: '13800138000', province: '山东省', city: '潍坊市', district: '寿光市', detail: '银海路 18 号', region_code: '370783', is_default: true }, pickup: null, late_choice: null, close_label: null, pay_before: null, placed_at: later(-90), paid_at: later(-60), remark: null, waiting_for: null }
const MEMBER = { id: 'mem_1', nickname: '小满', avatar: null, phone_masked: '138****8000', email_masked: null, birthday: null, gender: null, region: null, level: 1, has_password: false, attributes: {} }
Object.assign(SERVER, {
  '/me': MEMBER,
  '/me/addresses': { items: [order.address] },
  '/pickup-points': { items: [] },
  '/savings': { items: [{ id: 'sav_1', name: '满 99 减 10', kind: 'full_reduction', words: ['满 99.00 元减 10.00 元'], scope: 'all', product_ids: [], category_ids: [], until: '2026-12-30T00:00:00Z' }] },
  '/quotes': { hash: 'h', lines: [{ sku_id: 'sku_1', product_id: 'prd_1', title: '富平吊柿饼', options: ['原味', '500g'], picture: null, quantity: 1, unit_price: money(3990), scene_price: money(2990), discount: money(1000), payable: money(2990) }], adjustments: [adjustment], goods_total: money(3990), discount_total: money(1000), freight: money(600), freight_off: money(0), payable: money(3590), explanations: [{ rule: 'savings', reference: 'sav_1', label: '满 99 减 10', applied: false, amount: null, why: '还差 59.10 元', hint: { missing: money(5910), pieces: 0, gain: '减 10.00 元' } }], pickup_points: [] },
  '/shop-profile': { name: '团子农场', slogan: '', hotline: '400-600-1234', hotline_hours: '9:00–21:00' },
  '/orders/ord_1': order,
  '/orders': { items: [{ ...order, lines: [line] }], next: null },
  '/payment-methods': { items: [{ method: 'sandbox', label: '演示支付', balance: null }] },
  '/wallet': { balance: money(500), frozen: money(300) },
  '/wallet/entries': { items: [], next: null },
  '/messages': { items: [], next: null },
  '/messages/unread': { count: 0 },
  '/categories': { items: [{ id: 'cat_1', name: '零食', icon: null, children: [] }] },
  '/products': { items: [card], next: null },
})

/** The answer to a request of the phone. */
function serve(request) {
  const body = SERVER[request.url.replace(/^.*\/api\/v1\/shop/, '').replace(/\?.*$/, '')]
  return body ? { status: 200, body } : { status: 204, body: '' }
}
module.exports = { serve, MEMBER }
