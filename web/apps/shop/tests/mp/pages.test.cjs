// Behaviour of the built mini-program. Build first: npm run build:mp-weixin
const assert = require('node:assert')
const path = require('node:path')
const test = require('node:test')
const { boot } = require('./simulator.cjs')

const money = (amount) => ({ amount, currency: 'CNY' })
const later = (s) => new Date(Date.now() + s * 1000).toISOString()
const offer = { kind: 'groupbuy', activity_id: 'gba_1', title: '', sizes: [{ size: 3, skus: [{ sku_id: 'sku_1', price: money(2990) }, { sku_id: 'sku_2', price: money(3490) }] }], team_duration_s: 86400, starts_at: later(-60), ends_at: later(7200), who: 'all', limit_per_member: 3, left: 50, leader_reward: { kind: 'cashback', amount: money(300) }, combinable: false, fail_policy: 'refund', delivery: ['ship'], open_teams: [{ id: 'tea_1', leader: { nickname: '林一', avatar: null }, size: 3, paid: 2, missing: 1, expires_at: later(3600) }] }
const sku = (id, options, price, available) => ({ id, code: id, options, price: money(price), member_price: null, market_price: null, available, picture: null, weight_g: 1 })
const product = { id: 'prd_1', title: '富平吊柿饼', selling_point: '一口流心', pictures: [], video: null, category: { id: 'cat_1', name: '零食' }, brand: null, unit: '盒', options: [{ name: '口味', values: ['原味', '桂花'] }, { name: '规格', values: ['500g', '1kg'] }], skus: [sku('sku_1', ['原味', '500g'], 3990, 18), sku('sku_2', ['原味', '1kg'], 4990, 9), sku('sku_3', ['桂花', '500g'], 3990, 0)], attributes: [], detail: [], story: null, is_returnable: true, sold: 12840, status: 'on_sale', freight: { label: '包邮', free_from: null }, offers: [offer], share: { title: '', text: '' } }
const card = { id: 'prd_1', title: '富平吊柿饼', selling_point: '', picture: null, price: money(3990), market_price: null, sold: 12840, offer: { kind: 'groupbuy', activity_id: 'gba_1', size: 3, price: money(2990), ends_at: later(7200) }, is_sold_out: false }
const team = { id: 'tea_1', state: 'forming', activity_id: 'gba_1', product: { id: 'prd_1', title: '富平吊柿饼', picture: null, selling_point: '' }, size: 3, tiers: [{ size: 3, price: money(2990) }], paid: 2, held: 0, missing: 1, expires_at: later(3600), opened_at: later(-60), succeeded_at: null, seats: [{ nickname: '林一', avatar: null, is_leader: true, joined_at: later(-60) }, { nickname: '周周', avatar: null, is_leader: false, joined_at: later(-30) }], price: money(2990), single_price: money(3990), mine: null, rules: [], can_join: true, why_not: null, skus: [{ sku_id: 'sku_1', options: ['原味', '500g'], price: money(2990), available: 18 }] }
const SERVER = {
  '/home': { banners: [], categories: [{ id: 'cat_1', name: '零食', icon: null, children: [] }], group_buys: [card], products: { items: [card], next: null } },
  '/cart': { lines: [], groups: [], selected_total: money(0), count: 0 },
  '/products/prd_1': product,
  '/teams/tea_1': team,
}
const mp = boot(path.resolve(process.env.MP_DIST ?? 'dist/build/mp-weixin'), (request) => {
  const body = SERVER[request.url.replace(/^.*\/api\/v1\/shop/, '').replace(/\?.*$/, '')]
  return body ? { status: 200, body } : { status: 204, body: '' }
})

test('home: texts are translated with their numbers and a card opens its product', async () => {
  const page = await mp.open('pages/home/index')
  assert.match(page.text(), /正在拼/)
  assert.match(page.text(), /3人团/)
  assert.match(page.text(), /已售1\.2万/)
  assert.doesNotMatch(page.text(), /\{\w+\}/, 'a placeholder was not filled: the runtime-only vue-i18n is back')
  assert.equal(mp.calls.tabs[2], '购物车')
  const request = mp.calls.request.find((r) => r.url.endsWith('/home'))
  assert.equal(request.header['Accept-Language'], 'zh-CN')
  assert.match(request.header['X-Visitor'], /^[A-Za-z0-9_-]{1,64}$/)
  await page.tap(page.find('[class*="title"]', '富平吊柿饼').at(-1))
  assert.equal(mp.calls.nav.at(-1), '/pkg-goods/product/index?id=prd_1')
  page.close()
})

test('product: the SKU sheet refuses what is sold out and hands a team to the checkout', async () => {
  const page = await mp.open('pkg-goods/product/index', { id: 'prd_1' })
  assert.match(page.text(), /富平吊柿饼/)
  assert.match(page.text(), /还差1人/)
  assert.match(page.text(), /团长成团并收货后返现¥3\.00/)
  await page.tap(page.find('[class*="btn--wide"]').at(-1))
  await page.sleep(500)
  assert.match(page.text(), /请选择口味、规格/)
  const value = (words) => page.find('[class*="val"]', words).at(-1)
  assert.match(value('桂花').className, /off/, 'the flavour without stock can be chosen')
  await page.tap(value('桂花'))
  assert.match(page.text(), /请选择口味、规格/)
  await page.tap(value('原味'))
  await page.tap(value('500g'))
  assert.match(page.text(), /原味 \/ 500g/)
  await page.tap(page.find('[class*="tz-btn"]', '立即开团').at(-1))
  assert.equal(mp.calls.nav.at(-1), '/pkg-trade/checkout/index')
  page.close()
})

test('team: seats, what is missing and the price to join are shown', async () => {
  const page = await mp.open('pkg-goods/team/index', { id: 'tea_1' })
  assert.match(page.text(), /还差 1 人，马上成团/)
  assert.match(page.text(), /团长/)
  assert.match(page.text(), /2 \/ 3 人已付款/)
  assert.match(page.text(), /¥29\.9 参团/)
  assert.equal(mp.calls.title.at(-1), '拼团')
  page.close()
})

test('language: the whole app turns English, interpolation included', async () => {
  const settings = await mp.open('pkg-member/settings/index')
  await settings.tap(settings.find('[class*="row"]', 'English').at(-1))
  assert.match(settings.text(), /Language/)
  settings.close()
  const page = await mp.open('pkg-goods/team/index', { id: 'tea_1' })
  assert.match(page.text(), /1 more and it is on/)
  assert.match(page.text(), /Join for ¥29\.9/)
  assert.equal(mp.calls.request.at(-1).header['Accept-Language'], 'en')
  assert.equal(mp.calls.tabs[2], 'Cart')
  page.close()
})
