// A shop in memory that speaks the wire contract, so that pages can be seen without the back end. Development only.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { art, poster } from './art.mjs'
import { banners, cardOf, categories, money, points, products, regions, soon } from './data.mjs'

const PORT = Number(process.env.MOCK_PORT ?? 8099)
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../dist/build/h5')
const MIME = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.ttf': 'font/ttf' }
const CSP = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'"
const me = { id: 'mem_1', nickname: '小满', avatar: null, phone_masked: '138****8000', email_masked: null, birthday: null, gender: 'female', region: null, level: 1, has_password: false, attributes: {} }
const people = ['林一', '周周', '阿泽', '米粒', '七月']
const seat = (n, leader) => ({ nickname: people[n] ?? `团友${n}`, avatar: null, is_leader: leader, joined_at: soon(-600) })
const session = () => ({ access_token: randomUUID(), access_expires_in_s: 900, refresh_token: randomUUID(), member: me, is_new: false })
const db = { addresses: [{ id: 'adr_1', name: '陈小满', phone: '13800138000', province: '浙江省', city: '杭州市', district: '西湖区', region_code: '330106', detail: '文三路 90 号东部软件园 3 幢 502', is_default: true }], cart: new Map(), orders: new Map(), payments: new Map(), teams: new Map(), read: new Set(), keys: new Map(), sockets: new Set(), slow: 0, changed: false }

const skuOf = (id) => products.flatMap((p) => p.skus.map((s) => ({ p, s }))).find((x) => x.s.id === id)
function newTeam(p, size, n) {
  const t = { id: `tea_${db.teams.size + 1}`, product: p.id, size, seats: Array.from({ length: n }, (_, i) => seat(i, i === 0)), mine: null, opened_at: soon(-3600), expires_at: soon(3600 * 5 + 1325), state: 'forming' }
  db.teams.set(t.id, t)
  return t
}
newTeam(products[0], 3, 2)
newTeam(products[0], 3, 1)
newTeam(products[2], 3, 2)
const teamCard = (t) => ({ id: t.id, leader: { nickname: t.seats[0].nickname, avatar: null }, size: t.size, paid: t.seats.length, missing: t.size - t.seats.length, expires_at: t.expires_at })
function teamOut(t) {
  const p = products.find((x) => x.id === t.product)
  const o = p.offers[0]
  return { id: t.id, state: t.state, activity_id: o.activity_id, product: { id: p.id, title: p.title, picture: p.pictures[0], selling_point: p.selling_point }, size: t.size, tiers: o.sizes.map((s) => ({ size: s.size, price: s.skus[0].price })), paid: t.seats.length, held: 0, missing: t.size - t.seats.length, expires_at: t.expires_at, opened_at: t.opened_at, succeeded_at: null, seats: t.seats, price: o.sizes[0].skus[0].price, single_price: p.skus[0].price, mine: t.mine, rules: ['开团后 24 小时内凑满人数即成团', '时间到还没凑满，自动全额原路退款', '团长成团并收货后返现 ¥3.00'], can_join: t.state === 'forming' && !t.mine, why_not: null, skus: p.skus.map((s) => ({ sku_id: s.id, options: s.options, price: o.sizes[0].skus.find((k) => k.sku_id === s.id).price, available: s.available })) }
}
function productOut(p) {
  const open_teams = [...db.teams.values()].filter((t) => t.product === p.id && t.state === 'forming').map(teamCard).sort((a, b) => a.missing - b.missing)
  return { ...p, offers: p.offers.map((o) => ({ ...o, open_teams })) }
}
function cartOut() {
  const lines = [...db.cart.values()].map((l) => {
    const { p, s } = skuOf(l.sku_id)
    return { id: l.id, product_id: p.id, sku_id: s.id, title: p.title, options: s.options, picture: p.pictures[0], quantity: l.quantity, is_selected: l.is_selected, price: s.price, added_price: l.added_price, available: s.available, state: s.available === 0 ? 'sold_out' : l.added_price.amount !== s.price.amount ? 'price_changed' : 'ok' }
  })
  return { lines, groups: [{ delivery: 'ship', line_ids: lines.map((l) => l.id) }], selected_total: money(lines.filter((l) => l.is_selected && l.available).reduce((n, l) => n + l.price.amount * l.quantity, 0)), count: lines.reduce((n, l) => n + l.quantity, 0) }
}
function quoteOf(b) {
  let goods = 0
  let off = 0
  const lines = b.lines.map(({ sku_id, quantity }) => {
    const { p, s } = skuOf(sku_id)
    const scene = b.deal ? p.offers[0].sizes[0].skus.find((k) => k.sku_id === sku_id).price : s.price
    goods += s.price.amount * quantity
    off += (s.price.amount - scene.amount) * quantity
    return { sku_id, product_id: p.id, title: p.title, options: s.options, picture: p.pictures[0], quantity, unit_price: s.price, scene_price: scene, discount: money(0), payable: money(scene.amount * quantity) }
  })
  const freight = b.delivery === 'pickup' || goods - off >= 5900 ? 0 : 600
  const payable = goods - off + freight + (db.changed ? -100 : 0)
  const body = { lines, goods_total: money(goods), discount_total: money(off), freight: money(freight), freight_off: money(0), payable: money(payable), adjustments: off ? [{ source: 'groupbuy', label: '拼团价', amount: money(-off), line: null, bearer: 'platform' }] : [], explanations: [{ rule: 'savings', reference: 'sav_1', label: '满 99 减 10', applied: false, amount: null, why: '还差 40 元', hint: { missing: money(4000), pieces: 0, gain: '减 10 元' } }, { rule: 'groupbuy', label: '拼团价', applied: Boolean(b.deal), amount: money(-off), why: b.deal ? '三人团，每件省 ¥10' : '单独购买不享受拼团价' }, { rule: 'freight', label: '满 ¥59 包邮', applied: freight === 0, amount: null, why: freight ? '还差一点就包邮' : '已满足' }, { rule: 'new', label: '新人立减', applied: false, amount: null, why: '仅限第一单' }] }
  return { hash: createHash('sha1').update(JSON.stringify(body)).digest('hex'), ...body }
}
const LABEL = { awaiting_payment: '待付款', waiting: '待成团', preparing: '待发货', shipped: '已发货', ready_for_pickup: '待自提', received: '已收货', closed: '已关闭' }
const ACTIONS = { awaiting_payment: ['pay', 'cancel'], waiting: ['share_team'], preparing: [], shipped: ['track', 'receive'], ready_for_pickup: ['receive'], received: ['track'], closed: [] }
const orderOut = (o) => ({ ...o, state_label: LABEL[o.state], actions: ACTIONS[o.state] })
const cardOfOrder = (o) => ({ id: o.id, number: o.number, state: o.state, state_label: LABEL[o.state], lines: o.lines, payable: o.payable, placed_at: o.placed_at, pay_before: o.state === 'awaiting_payment' ? o.pay_before : null, team_id: o.team_id, actions: ACTIONS[o.state] })
function place(b, extra = {}) {
  const q = quoteOf(b)
  const id = `ord_${db.orders.size + 1}`
  const a = db.addresses[0]
  const order = { id, number: `20261122${String(db.orders.size + 1).padStart(8, '0')}`, state: 'awaiting_payment', waiting_for: null, lines: q.lines.map((l, i) => ({ ...l, id: `oln_${i}`, unit_price: l.scene_price, refunded: money(0), refunded_quantity: 0 })), goods_total: q.goods_total, discount_total: q.discount_total, freight: q.freight, payable: q.payable, paid: money(0), refunded: money(0), adjustments: q.adjustments, delivery: b.delivery, address: b.delivery === 'ship' ? a : null, pickup: b.delivery === 'pickup' ? { point: points[0], code: null, qr_svg: null } : null, remark: b.remark ?? null, placed_at: soon(0), pay_before: soon(900), paid_at: null, shipped_at: null, received_at: null, completed_at: null, closed_at: null, close_reason: null, team_id: b.deal?.team_id ?? null, deal: b.deal, timeline: [{ at: soon(0), event: 'placed', label: '订单已提交' }], refunds: [], late_choice: null, parcels: [], ...extra }
  db.orders.set(id, order)
  return order
}
function settle(o) {
  Object.assign(o, { paid: o.payable, paid_at: soon(0), state: o.deal ? 'waiting' : 'preparing', waiting_for: o.deal ? 'groupbuy' : null })
  o.timeline.push({ at: soon(1), event: 'paid', label: '付款成功' })
  if (!o.deal) return
  const p = products.find((x) => x.id === o.lines[0].product_id)
  const t = db.teams.get(o.team_id) ?? newTeam(p, p.offers[0].sizes[0].size, 0)
  o.team_id = t.id
  t.seats.push({ nickname: me.nickname, avatar: null, is_leader: t.seats.length === 0, joined_at: soon(0) })
  t.mine = { order_id: o.id, state: 'paid', is_leader: t.seats.length === 1, reward: t.seats.length === 1 ? { state: 'frozen', amount: money(300) } : null }
  if (t.seats.length >= t.size) {
    Object.assign(t, { state: 'succeeded', expires_at: null })
    o.state = 'preparing'
    o.timeline.push({ at: soon(2), event: 'team', label: '拼团成功' })
  }
  publish(`team:${t.id}`, 'changed', { paid: t.seats.length, missing: t.size - t.seats.length, state: t.state })
}
const seed = { lines: [{ sku_id: 'sku_3_1', quantity: 1 }], deal: null, delivery: 'ship' }
const step = (at, text) => ({ at: soon(at), text })
place({ ...seed, lines: [{ sku_id: 'sku_5_1', quantity: 1 }] }, { state: 'shipped', paid_at: soon(-86400), paid: money(8900), timeline: [{ at: soon(-90000), event: 'placed', label: '订单已提交' }, { at: soon(-86400), event: 'paid', label: '付款成功' }, { at: soon(-40000), event: 'shipped', label: '商家已发货' }], parcels: [{ id: 'par_1', carrier: 'sf', carrier_name: '顺丰速运', waybill: 'SF1390021184562', events: [step(-40000, '已揽收：丹东东港营业点'), step(-20000, '离开沈阳转运中心，发往杭州'), step(-3000, '已到达杭州西湖集散点，正在派送')] }] })
place({ ...seed, delivery: 'pickup' }, { state: 'ready_for_pickup', paid_at: soon(-5000), paid: money(3600), pickup: { point: points[0], code: '482913', qr_svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21">${Array.from({ length: 441 }, (_, i) => ((i * i + i * 7) % 5 < 2 ? `<rect x="${i % 21}" y="${Math.floor(i / 21)}" width="1" height="1"/>` : '')).join('')}</svg>` } })
place({ ...seed, lines: [{ sku_id: 'sku_1_1', quantity: 1 }], deal: { kind: 'groupbuy', activity_id: 'gba_1', team_id: null } }, { state: 'closed', close_reason: 'paid_late', close_label: '付款晚了一步，请选择怎么处理', paid_at: soon(-9000), paid: money(2990), refunded: money(2990), late_choice: { expires_at: soon(7000), options: ['new_team', 'refund'] }, refunds: [{ id: 'rfd_1', amount: money(2990), state: 'pending', to: 'gateway', reason: '拼团已满员', at: soon(-600) }] })
place({ ...seed, lines: [{ sku_id: 'sku_2_1', quantity: 1 }, { sku_id: 'sku_4_1', quantity: 2 }, { sku_id: 'sku_6_1', quantity: 1 }] })

const entries = [['leader', '团长返现（冻结）', 300, null, 'frozen'], ['refund', '订单退款', 2990, 8890, 'done'], ['pay', '余额支付', -1200, 5900, 'done'], ['leader', '团长返现', 300, null, 'voided'], ['leader', '团长返现到账', 500, 7100, 'done']].map(([kind, label, a, b, state], i) => ({ id: `wen_${i}`, at: soon(-i * 50000), kind, label, amount: money(a), balance_after: b === null ? null : money(b), state, order_id: null }))
const messages = [['team', '还差 1 人就成团', '你的富平柿饼团还差 1 人，分享给朋友吧', 'tea_1'], ['order', '包裹正在派送', '丹东红颜草莓已到达杭州西湖集散点', 'ord_1'], ['wallet', '退款到账', '¥29.90 已退到你的钱包', 'w'], [null, '欢迎来到团子', '好东西，一起买。', '']].map(([kind, title, body, id], i) => ({ id: `msg_${i}`, kind: kind ?? 'system', title, body, link: kind ? { kind, id } : null, at: soon(-i * 7000 - 50) }))

class Problem extends Error { constructor(status, code, detail, more = {}) { super(detail); Object.assign(this, { status, code, detail, more }) } }
const page = (items) => ({ items, next: null })
const need = (x) => { if (!x) throw new Problem(404, 'mock.not_found', '没有这条内容'); return x }
const routes = [
  ['POST', '/sign-in/codes', () => [202, { resend_after_s: 60, expires_in_s: 300 }]],
  ['POST', '/sign-in/phone', ({ b }) => { if (b.code !== '246810') throw new Problem(422, 'accounts.code_wrong', '验证码不对，请重新输入'); return session() }],
  ['POST', '/sign-in/password', () => session()], ['POST', '/sign-in/wechat', () => session()], ['POST', '/sessions/refresh', () => session()], ['POST', '/sign-out', () => [204]],
  ['GET', '/sessions', () => ({ items: [{ id: 'ses_1', device: 'Chrome · Android', ip: '203.0.113.8', created_at: soon(-9000), last_seen_at: soon(-5), current: true }, { id: 'ses_2', device: 'iPhone 15', ip: '203.0.113.9', created_at: soon(-900000), last_seen_at: soon(-80000), current: false }] })], ['DELETE', '/sessions/:id', () => [204]],
  ['GET', '/me', () => me], ['PATCH', '/me', ({ b }) => Object.assign(me, b)], ['PUT', '/me/password', () => [204]],
  ['GET', '/me/addresses', () => ({ items: db.addresses })], ['POST', '/me/addresses', ({ b }) => { const a = { id: `adr_${db.addresses.length + 1}`, province: '浙江省', city: '杭州市', district: '西湖区', ...b }; db.addresses.push(a); return [201, a] }], ['PUT', '/me/addresses/:id', ({ p, b }) => Object.assign(need(db.addresses.find((a) => a.id === p.id)), b)], ['DELETE', '/me/addresses/:id', ({ p }) => { db.addresses = db.addresses.filter((a) => a.id !== p.id); return [204] }],
  ['POST', '/me/addresses/parse', () => ({ name: '王芳', phone: '13900139000', province: '山东省', city: '潍坊市', district: '寿光市', region_code: '370783', detail: '圣城街道 66 号' })],
  ['GET', '/regions', ({ q }) => ({ items: (regions[q.get('parent') ?? ''] ?? []).map(([code, name]) => ({ code, name, has_children: Boolean(regions[code]) })) })],
  ['GET', '/home', () => ({ banners, categories, group_buys: products.filter((x) => x.offers.length).map(cardOf), products: page(products.map(cardOf)) })], ['GET', '/categories', () => ({ items: categories })],
  ['GET', '/products', ({ q }) => page(products.filter((x) => !q.get('q') || x.title.includes(q.get('q'))).map(cardOf))], ['GET', '/products/:id', ({ p }) => productOut(need(products.find((x) => x.id === p.id)))], ['GET', '/products/:id/teams', ({ p }) => { const forming = [...db.teams.values()].filter((t) => t.product === p.id && t.state === 'forming'); return { items: forming.filter((t) => !t.mine).map(teamCard), mine: forming.filter((t) => t.mine).map(teamCard) } }], ['GET', '/teams/:id', ({ p }) => teamOut(need(db.teams.get(p.id)))],
  ['GET', '/cart', cartOut], ['POST', '/cart/lines', ({ b }) => { const l = db.cart.get(b.sku_id) ?? { id: `crt_${b.sku_id}`, sku_id: b.sku_id, quantity: 0, is_selected: true, added_price: money(skuOf(b.sku_id).s.price.amount + (b.sku_id.startsWith('sku_4') ? 600 : 0)) }; l.quantity += b.quantity; db.cart.set(b.sku_id, l); return cartOut() }],
  ['PATCH', '/cart/lines/:id', ({ p, b }) => { Object.assign(need(db.cart.get(p.id.slice(4))), b); return cartOut() }], ['DELETE', '/cart/lines/:id', ({ p }) => { db.cart.delete(p.id.slice(4)); return cartOut() }],
  ['POST', '/quotes', ({ b }) => quoteOf(b)], ['GET', '/pickup-points', () => ({ items: points })], ['GET', '/payment-methods', () => ({ items: [{ method: 'sandbox', label: '沙箱支付', balance: null }, { method: 'balance', label: '钱包余额', balance: money(1280) }] })],
  ['POST', '/orders', ({ b }) => { const q = quoteOf(b); if (b.lines[0].quantity === 2) throw new Problem(409, 'inventory.sold_out', '这个规格刚刚卖完'); if (q.hash !== b.quote_hash) throw new Problem(409, 'checkout.quote_changed', '价格有变化', { quote: q }); return [201, { order: orderOut(place(b)) }] }],
  ['POST', '/orders/:id/payments', ({ p, b }) => { const o = need(db.orders.get(p.id)); const pay = { id: `pay_${db.payments.size + 1}`, order_id: o.id, state: 'awaiting', amount: o.payable, method: b.method }; db.payments.set(pay.id, pay); return [201, { payment_id: pay.id, state: 'awaiting', redirect_url: `/mock-gateway?payment=${pay.id}` }] }], ['GET', '/payments/:id', ({ p }) => need(db.payments.get(p.id))],
  ['GET', '/orders', ({ q }) => page([...db.orders.values()].reverse().filter((o) => (q.get('state') ?? 'all') === 'all' || o.state === q.get('state')).map(cardOfOrder))], ['GET', '/orders/:id', ({ p }) => orderOut(need(db.orders.get(p.id)))],
  ['POST', '/orders/:id/cancel', ({ p }) => orderOut(Object.assign(need(db.orders.get(p.id)), { state: 'closed', close_reason: 'cancelled' }))], ['POST', '/orders/:id/receive', ({ p }) => orderOut(Object.assign(need(db.orders.get(p.id)), { state: 'received', received_at: soon(0) }))], ['POST', '/orders/:id/late-choice', ({ p }) => orderOut(Object.assign(need(db.orders.get(p.id)), { late_choice: null }))],
  ['GET', '/savings', () => ({ items: [{ id: 'sav_1', name: '满 99 减 10', kind: 'full_reduction', words: ['满 99.00 元减 10.00 元'], scope: 'all', product_ids: [], category_ids: [], until: '2026-12-30T00:00:00Z' }] })],
  ['GET', '/shop-profile', () => ({ name: '团子农场', slogan: '', hotline: '400-600-1234', hotline_hours: '9:00–21:00' })],
  ['GET', '/wallet', () => ({ balance: money(8890), frozen: money(300) })], ['GET', '/wallet/entries', () => page(entries)], ['GET', '/messages', () => page(messages.map((m) => ({ ...m, read: db.read.has(m.id) || m.id === 'msg_3' })))], ['GET', '/messages/unread', () => ({ count: 3 - db.read.size })], ['POST', '/messages/read', ({ b }) => { for (const id of b.ids ?? ['msg_0', 'msg_1', 'msg_2']) db.read.add(id); return [204] }],
  ['POST', '/share-links', ({ b }) => [201, { code: 'k3d9Qa', url: `http://127.0.0.1:${PORT}/s/k3d9Qa`, title: '一起拼', text: '【团子】富平吊柿饼 500g，拼团价 ¥29.9（单买 ¥39.9）\n还差 1 人就成团，就等你了', picture: null, poster_url: '/api/v1/shop/share-links/k3d9Qa/poster.webp', mini_program_path: `pkg-goods/${b.kind}/index?id=${b.target_id}&share=k3d9Qa` }]], ['POST', '/touches', () => [204], ], ['POST', '/events', ({ b }) => [202, { accepted: b.events.length, rejected: [] }]],
  ['POST', '/mock/join/:id', ({ p }) => { const t = need(db.teams.get(p.id)); t.seats.push(seat(t.seats.length, false)); if (t.seats.length >= t.size) t.state = 'succeeded'; publish(`team:${t.id}`, 'changed', {}); return [204] }], ['POST', '/mock/fail/:id', ({ p }) => { need(db.teams.get(p.id)).state = 'failed'; return [204] }], ['POST', '/mock/change-quote', () => { db.changed = !db.changed; return [204] }],
].map(([method, path, run]) => ({ method, run, re: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }))

function publish(topic, event, data) {
  const text = Buffer.from(JSON.stringify({ topic, event, data }))
  const head = text.length < 126 ? Buffer.from([0x81, text.length]) : Buffer.from([0x81, 126, text.length >> 8, text.length & 255])
  for (const s of db.sockets) s.write(Buffer.concat([head, text]))
}
function answer(res, status, body, type = 'application/json') {
  res.writeHead(status, { 'content-type': type, date: new Date().toUTCString(), 'content-security-policy': CSP })
  res.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
}
const server = createServer((req, res) => {
  const url = new URL(req.url, 'http://mock')
  if (url.pathname.startsWith('/media/')) return answer(res, 200, art(url.pathname.slice(7, -4)), 'image/svg+xml')
  if (url.pathname.endsWith('/poster.webp')) return answer(res, 200, poster(), 'image/svg+xml')
  if (url.pathname === '/mock-gateway') {
    const pay = db.payments.get(url.searchParams.get('payment'))
    pay.state = 'paid'
    settle(db.orders.get(pay.order_id))
    res.writeHead(302, { location: url.searchParams.get('return_url') })
    return res.end()
  }
  if (!url.pathname.startsWith('/api/')) {
    const file = join(ROOT, normalize(url.pathname === '/' ? '/index.html' : url.pathname))
    if (!file.startsWith(ROOT) || !existsSync(file) || !statSync(file).isFile()) return answer(res, 404, 'no such file', 'text/plain')
    res.writeHead(200, { 'content-type': MIME[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CSP })
    return createReadStream(file).pipe(res)
  }
  let raw = ''
  req.on('data', (c) => (raw += c))
  req.on('end', () => {
    const path = url.pathname.replace('/api/v1/shop', '')
    const route = routes.find((r) => r.method === req.method && r.re.test(path))
    try {
      if (!route) throw new Problem(404, 'mock.no_route', `${req.method} ${path}`)
      if (/^\/(me|orders|wallet|messages|sessions$|share-links)/.test(path) && !req.headers.authorization) throw new Problem(401, 'accounts.sign_in_needed', '请先登录')
      const out = route.run({ p: route.re.exec(path).groups ?? {}, q: url.searchParams, b: raw ? JSON.parse(raw) : {} })
      setTimeout(() => (Array.isArray(out) && typeof out[0] === 'number' ? answer(res, out[0], out[1]) : answer(res, 200, out)), Number(process.env.MOCK_DELAY ?? 30))
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      answer(res, e.status, { type: 'about:blank', title: e.detail, status: e.status, detail: e.detail, code: e.code, request_id: 'req_mock', ...e.more }, 'application/problem+json')
    }
  })
})
server.on('upgrade', (req, socket) => {
  const accept = createHash('sha1').update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
  db.sockets.add(socket)
  for (const e of ['close', 'error', 'end']) socket.on(e, () => db.sockets.delete(socket))
  socket.on('data', () => undefined)
})
server.listen(PORT, '127.0.0.1', () => process.stdout.write(`mock shop on http://127.0.0.1:${PORT}\n`))
