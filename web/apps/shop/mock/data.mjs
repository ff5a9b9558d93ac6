// The mock's shop: shapes of the wire contract with invented goods. Development only, never bundled.
const pic = (name, alt) => ({ key: name, small: `/media/${name}.svg`, medium: `/media/${name}.svg`, large: `/media/${name}.svg`, width: 800, height: name.endsWith('-tall') ? 960 : 800, alt })
export const money = (amount) => ({ amount, currency: 'CNY' })
export const soon = (s) => new Date(Date.now() + s * 1000).toISOString()
export const face = { 林: null }
const GOODS = [
  ['富平吊柿饼 流心霜降 500g', '霜降后手工吊晒，一口流心', 'fruit-persimmon-tall', 3990, 2990, 3, 12840, ['口味', ['原味', '桂花']], ['规格', ['500g', '1kg', '礼盒装']]],
  ['明前龙井 西湖核心产区 100g', '清明前头采，豆香清甜', 'box-tea', 16800, 12800, 2, 3421, ['规格', ['50g', '100g', '250g']]],
  ['手作红豆团子 六枚装', '当天现做，冷链到家', 'dango-honey-tall', 3600, 2580, 3, 28110, ['口味', ['红豆', '抹茶', '芝麻']]],
  ['云南小粒咖啡 日晒中烘 227g', '坚果与可可，适合手冲', 'cup-bean', 5900, 4500, 2, 2190, ['研磨', ['咖啡豆', '中研磨']]],
  ['丹东红颜草莓 2斤 精选大果', '凌晨采摘，坏果包赔', 'fruit-berry', 8900, 6900, 5, 45200, ['规格', ['2斤', '4斤']]],
  ['长白山椴树蜜 500g', '单一蜜源，天然结晶', 'jar-honey-tall', 6800, null, 0, 870, ['规格', ['500g', '1kg']]],
  ['五常稻花香 真空鲜米 5kg', '当季新米，下单现磨', 'box-rice', 9900, 7990, 3, 15300, ['规格', ['2.5kg', '5kg']]],
  ['深海鳕鱼肠 儿童零食 10支', '鱼肉含量七成，不加淀粉', 'box-sea', 4500, null, 0, 990, ['口味', ['原味', '玉米']]],
  ['有机蓝莓原浆 30ml×14', '一天一袋，酸甜不加糖', 'jar-plum-tall', 12800, 9900, 2, 6120, ['规格', ['7袋', '14袋']]],
  ['手工花生酱 无糖 280g', '只有花生和一点海盐', 'jar-bean', 2600, null, 0, 3310, ['口感', ['细滑', '颗粒']]],
]
export const products = GOODS.map(([title, selling_point, art, price, group, size, sold, ...options], i) => {
  const id = `prd_${i + 1}`
  let combos = [[]]
  for (const [, values] of options) combos = combos.flatMap((c) => values.map((v) => [...c, v]))
  const skus = combos.map((o, k) => ({ id: `sku_${i + 1}_${k + 1}`, code: `S${i}${k}`, options: o, price: money(price + k * 500), member_price: null, market_price: money(price + 2000 + k * 500), struck_price: i % 3 ? null : money(price + 900 + k * 500), lowest_price: i % 3 ? null : money(price + 600 + k * 500), available: i === 7 ? 0 : k === 2 ? 0 : 18 + k * 40, picture: pic(art, title), weight_g: 500 }))
  const sizes = group ? [{ size, skus: skus.map((s, k) => ({ sku_id: s.id, price: money(group + k * 400) })) }] : []
  if (i === 4) sizes.push({ size: 10, skus: skus.map((s, k) => ({ sku_id: s.id, price: money(5900 + k * 400) })) })
  const offers = group
    ? [{ kind: 'groupbuy', activity_id: `gba_${i + 1}`, title: '拼团', sizes, team_duration_s: 86400, starts_at: soon(-3600), ends_at: soon(3600 * 17 + 754), who: 'all', limit_per_member: 3, left: 200, leader_reward: { kind: 'cashback', amount: money(300) }, combinable: false, fail_policy: 'refund', open_teams: [], delivery: ['ship', 'pickup'] }]
    : []
  return {
    id, title, selling_point, pictures: [pic(art, title), pic('dango-rice', title), pic('box-tea', title)], video: null, category: { id: 'cat_1', name: '零食' }, brand: { id: 'brd_1', name: '团子严选' }, unit: '盒',
    options: options.map(([name, values]) => ({ name, values })), skus, attributes: [{ name: '产地', value: '陕西富平' }, { name: '保质期', value: '90天' }, { name: '储存方式', value: '0–10℃ 冷藏' }],
    detail: [{ kind: 'text', text: '每年霜降之后，柿农把柿子削皮、上架、自然风干四十天，反复揉捏，才有里面那口流心。' }, { kind: 'picture', picture: pic('fruit-persimmon', title) }, { kind: 'picture', picture: pic('jar-honey-tall', title) }],
    story: '我们在富平见到老赵的时候，他正站在柿子架下，一个一个地捏。他说机器烘的两天就好，但没有这层霜。', is_returnable: false, sold, status: 'on_sale', freight: { label: '江浙沪 6 元，其他 10 元', free_from: money(5900) }, offers, share: { title, text: `${title}，一起拼更划算` },
  }
})
export const cardOf = (p) => {
  const o = p.offers[0]
  return { id: p.id, title: p.title, selling_point: p.selling_point, picture: p.pictures[0], price: p.skus[0].price, market_price: p.skus[0].market_price, struck_price: p.skus[0].struck_price, sold: p.sold, offer: o ? { kind: 'groupbuy', activity_id: o.activity_id, size: o.sizes[0].size, price: o.sizes[0].skus[0].price, ends_at: o.ends_at } : null, is_sold_out: p.skus.every((s) => s.available === 0) }
}
const CATS = ['零食', '水果', '茶饮', '粮油', '咖啡', '乳品', '母婴', '家清', '美妆']
export const categories = CATS.map((name, i) => ({ id: `cat_${i + 1}`, name, icon: i % 2 ? null : pic(['dango-honey', 'cup-tea', 'cup-bean', 'box-sea', 'jar-plum'][Math.floor(i / 2)], name), children: ['热卖', '新品', '礼盒', '产地直发', '低糖'].map((n, k) => ({ id: `cat_${i + 1}_${k}`, name: n, icon: null, children: [] })) }))
export const banners = [
  { id: 'bnr_1', title: '霜降柿子节', subtitle: '三人成团，立减十元', picture: null, link: { kind: 'product', id: 'prd_1' } },
  { id: 'bnr_2', title: '春茶第一采', subtitle: '明前龙井限量开团', picture: pic('cup-tea', '茶'), link: { kind: 'category', id: 'cat_3' } },
]
export const regions = { '': [['370000', '山东省'], ['330000', '浙江省'], ['110000', '北京市']], 370000: [['370100', '济南市'], ['370700', '潍坊市']], 370700: [['370783', '寿光市'], ['370702', '潍城区']], 330000: [['330100', '杭州市']], 330100: [['330106', '西湖区']], 370100: [['370102', '历下区']], 110000: [['110100', '北京市']], 110100: [['110105', '朝阳区']] }
export const points = [{ id: 'loc_1', name: '团子 文二路店', address: '杭州市西湖区文二路 188 号', hours: '每天 9:00–21:00' }, { id: 'loc_2', name: '团子 武林店', address: '杭州市下城区武林路 20 号', hours: '每天 10:00–22:00' }]
