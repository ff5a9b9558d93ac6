import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    coupons: {
      title: '优惠券', one: '优惠券', note: '发布后内容不能再改：会员手里的券，领的时候是什么就是什么。', new: '新建优惠券', edit: '编辑优惠券', name: '券名称', worth: '优惠', threshold: '使用门槛', validity: '有效期', given: '已发 / 总量', used: '已使用', status: '状态', created: '创建时间', channels_title: '领取方式', search: '搜索券名称', empty: '还没有优惠券', empty_note: '新建一张，发布后会员就能领。',
      statuses: { draft: '草稿', published: '发放中', ended: '已停发' }, kinds: { amount: '满减券', percent: '折扣券', free_shipping: '免邮券', gift: '兑换券' }, kind: '类型',
      scopes: { all: '全部商品', products: '指定商品', categories: '指定分类', except_products: '指定商品不可用' }, scope: '适用范围', products: '商品', categories: '分类',
      channels: { centre: '领券中心', code: '兑换码', new_member: '新会员自动', staff: '员工发放', after_order: '下单后赠送' },
      amount: '优惠金额', percent: '优惠比例', percent_note: '减去价格的百分之几，12% 即八八折', cap: '最高优惠', gift: '兑换的商品规格编号', gift_pieces: '件数', pieces_min: '最少件数', original: '仅原价商品可用', group: '互斥组', group_note: '同一组的券一单只能用一张，不同组可以叠加。',
      mode: { after_claim: '领取后若干天', fixed: '固定时间' }, days: '有效天数', begins: '领取后第几天起', period: '有效时间', total: '发行总量', per_member: '每人限领', per_day: '每人每天限领', claim_window: '领取时间', level_min: '最低会员等级', new_only: '仅限未下过单的会员', code: '兑换码', after_min: '订单满多少赠送', unlimited: '不限',
      cost: '成本与退回', merchant: '商家承担', returns: '整单退款后退回优惠券', remind: '到期前提醒（小时）', basics: '优惠内容', conditions: '使用条件', issue: '发放规则', preview: '会员看到的样子', save_draft: '保存草稿', saved: '草稿已保存',
      publish: '发布', publish_title: '发布这张优惠券？', publish_note: '发布后按领取方式开始发放，内容不能再改。', published: '已发布', end: '停止发放', end_title: '停止发放？', end_note: '不再发出新的券，会员已经领到的仍然有效。', ended: '已停止发放', more: '调整总量', more_title: '调整发行总量', give: '发给会员', give_title: '发给会员', give_note: '每行一个手机号或会员编号，每人一张，受每人限领约束。', give_go: '开始发放',
      figures: { issued: '已发出', used: '已使用', held: '待付款占用', orders: '用券订单', saved: '优惠金额', merchant: '其中商家承担', rate: '使用率' }, copy: '复制',
      says: { amount: '减{money}', percent: '{n}折', threshold: '满{money}', no_threshold: '无门槛', days: '领取后 {n} 天', later: '领取后第 {from} 天起 {n} 天' },
    },
  },
  en: {
    coupons: {
      title: 'Coupons', one: 'Coupon', note: 'What is published stays as it is: a member’s coupon is worth what it was when it was claimed.', new: 'New coupon', edit: 'Edit coupon', name: 'Name', worth: 'Gives', threshold: 'From', validity: 'Good for', given: 'Given / total', used: 'Used', status: 'Status', created: 'Created', channels_title: 'How one gets it', search: 'Find by name', empty: 'No coupons yet', empty_note: 'Write one; members can claim it once it is published.',
      statuses: { draft: 'Draft', published: 'Given out', ended: 'Ended' }, kinds: { amount: 'Amount off', percent: 'Per cent off', free_shipping: 'Free shipping', gift: 'Gift' }, kind: 'Kind',
      scopes: { all: 'Everything', products: 'Some products', categories: 'Some categories', except_products: 'All but some products' }, scope: 'On what', products: 'Products', categories: 'Categories',
      channels: { centre: 'Coupon centre', code: 'Code', new_member: 'New members', staff: 'By staff', after_order: 'After an order' },
      amount: 'Takes off', percent: 'Per cent', percent_note: 'So much of the price comes off', cap: 'At most', gift: 'SKU that is given', gift_pieces: 'Pieces', pieces_min: 'Pieces at least', original: 'Only goods at their single price', group: 'Group', group_note: 'An order uses one coupon of a group; those of different groups go together.',
      mode: { after_claim: 'Some days after the claim', fixed: 'Between two moments' }, days: 'Days', begins: 'Begins so many days after', period: 'Period', total: 'How many in all', per_member: 'Per member', per_day: 'Per member and day', claim_window: 'Can be claimed', level_min: 'Level at least', new_only: 'Only who never ordered', code: 'Code', after_min: 'For orders from', unlimited: 'No limit',
      cost: 'Cost and return', merchant: 'The merchant bears', returns: 'Comes back when the whole order is refunded', remind: 'Reminder, hours before the end', basics: 'What it gives', conditions: 'Conditions', issue: 'How it is given out', preview: 'As members see it', save_draft: 'Save draft', saved: 'Draft saved',
      publish: 'Publish', publish_title: 'Publish this coupon?', publish_note: 'It is given out from then on and cannot be changed.', published: 'Published', end: 'End', end_title: 'Stop giving it out?', end_note: 'No new ones are given; what members have stays good.', ended: 'Ended', more: 'Change total', more_title: 'How many in all', give: 'Give to members', give_title: 'Give to members', give_note: 'One phone number or member id a line, one coupon each, within the limit per member.', give_go: 'Give',
      figures: { issued: 'Given', used: 'Used', held: 'Held by unpaid orders', orders: 'Orders', saved: 'Taken off', merchant: 'Borne by the merchant', rate: 'Use' }, copy: 'Copy',
      says: { amount: '{money} off', percent: '{n}% off', threshold: 'from {money}', no_threshold: 'no minimum', days: '{n} days after the claim', later: '{n} days, from day {from} after the claim' },
    },
  },
} satisfies ByLanguage
