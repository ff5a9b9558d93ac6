// The pages of a member, and the question before personal data is touched. Build first: npm run build:mp-weixin
const assert = require('node:assert')
const path = require('node:path')
const test = require('node:test')
const { MEMBER, serve } = require('./server.cjs')
const { boot } = require('./simulator.cjs')

const mp = boot(path.resolve(process.env.MP_DIST ?? 'dist/build/mp-weixin'), serve, { 'tz.tokens': { access: 'a', refresh: 'r' }, 'tz.member': MEMBER })

test('me: name, wallet and the ways to the orders', async () => {
  const page = await mp.open('pages/me/index')
  assert.match(page.text(), /小满/)
  assert.match(page.text(), /¥5/)
  assert.match(page.text(), /待成团/)
  page.close()
})

test('orders and order: the state, how far it is, and each line of the bill', async () => {
  const list = await mp.open('pkg-trade/orders/index')
  assert.match(list.text(), /待成团/)
  assert.match(list.text(), /富平吊柿饼/)
  list.close()
  const page = await mp.open('pkg-trade/order/index', { id: 'ord_1' })
  assert.match(page.text(), /下单.*付款.*成团.*发货.*收货/)
  assert.equal(page.find('[class*="step--now"]').length, 1)
  assert.match(page.text(), /三人团 立减 10 元/)
  assert.match(page.text(), /−¥10\.00/)
  await page.tap(page.find('[class*="tz-btn"]', '邀请好友').at(-1))
  await page.sleep(600)
  assert.match(page.text(), /正在生成分享内容|复制链接/)
  page.close()
})

test('checkout: from the product to a bill that adds up', async () => {
  const product = await mp.open('pkg-goods/product/index', { id: 'prd_1' })
  await product.tap(product.find('[class*="btn--main"]').at(-1))
  await product.sleep(500)
  const value = (words) => product.find('[class*="val"]', words).at(-1)
  await product.tap(value('原味'))
  await product.tap(value('500g'))
  await product.tap(product.find('[class*="tz-btn"]', '立即开团').at(-1))
  const page = await mp.open('pkg-trade/checkout/index')
  await page.sleep(200)
  assert.match(page.text(), /发起拼团/)
  assert.match(page.text(), /银海路 18 号/)
  assert.match(page.text(), /商品金额.*39\.90/)
  assert.match(page.text(), /三人团 立减 10 元.*−¥10\.00/)
  assert.match(page.text(), /已省¥10/)
  assert.match(page.text(), /应付.*35\.90/)
  page.close()
  product.close()
})

for (const [name, route, query, words] of [
  ['category', 'pages/category/index', {}, /零食/],
  ['cart', 'pages/cart/index', {}, /购物车空空的/],
  ['messages', 'pages/messages/index', {}, /还没有消息/],
  ['cashier', 'pkg-trade/cashier/index', { order: 'ord_1' }, /./],
  ['wallet', 'pkg-member/wallet/index', {}, /余额/],
  ['addresses', 'pkg-member/addresses/index', {}, /银海路 18 号/],
  ['sign-in', 'pkg-member/sign-in/index', {}, /手机号/],
  ['lost', 'pages/lost/index', {}, /这个页面走丢了/],
])
  test(`${name}: opens and says what it is for`, async () => {
    const page = await mp.open(route, query)
    assert.match(page.text(), words)
    assert.doesNotMatch(page.text(), /\{\w+\}|undefined|\[object/)
    page.close()
  })

test('privacy: the page asks before anything is touched, and passes the answer on', async () => {
  assert.equal(mp.calls.privacy.length, 1, 'the app must listen once')
  const page = await mp.open('pkg-trade/order/index', { id: 'ord_1' })
  const answers = []
  mp.calls.privacy[0]((answer) => answers.push(answer))
  await page.sleep(100)
  assert.match(page.text(), /先说清楚，再开始/)
  await page.tap(page.find('[class*="guide"]').at(-1))
  assert.equal(mp.calls.nav.at(-1), 'privacy-guide')
  await page.tap(page.find('[class*="btn"]', '暂不').at(-1))
  assert.deepEqual(answers, [{ event: 'disagree' }])
  assert.doesNotMatch(page.text(), /先说清楚/)
  page.close()
})
