import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    stackguard: { title: '叠加护栏', note: '所有进行中和已排期的优惠叠在一起，最坏会亏多少：哪个购物车、哪种顾客、哪些优惠。每天凌晨自动检查。', look: '现在检查', asked: '已开始检查，通常不到一分钟', never: '还没有检查过', never_note: '点“现在检查”，看看优惠叠在一起会不会亏本。', losing: '有 {n} 种情况会低于成本', sound: '没有低于成本的组合', looked: '{skus} 个规格 · {offers} 个优惠 · 用时 {s} 秒', alone: '单独购买', team: '拼团“{name}”', level: '{n} 级会员', guest: '普通顾客', new: '新客', margin: '毛利 {money}（{percent}%）', proved: '已证明没有更坏的', unproved: '在限定时间内找到的最坏情况', goods: '商品', pieces: '件数', price: '单价', payable: '实付', cost: '成本', sum: '合计', nothing: '没有优惠参与' },
  },
  en: {
    stackguard: { title: 'Stacking guard', note: 'The worst that everything live or scheduled can do together: which basket, which buyer, which offers. Looked at every night.', look: 'Look now', asked: 'Looking; it takes less than a minute as a rule', never: 'Not looked at yet', never_note: 'Look now to see whether offers together sell below cost.', losing: '{n} cases sell below cost', sound: 'Nothing sells below cost', looked: '{skus} SKUs · {offers} offers · {s} s', alone: 'Bought alone', team: 'Group-buy “{name}”', level: 'Level {n}', guest: 'Any buyer', new: 'First order', margin: 'Margin {money} ({percent} %)', proved: 'Proved: nothing is worse', unproved: 'The worst found within its time', goods: 'Goods', pieces: 'Pieces', price: 'Price', payable: 'Paid', cost: 'Cost', sum: 'Sum', nothing: 'No offer applies' },
  },
} satisfies ByLanguage
