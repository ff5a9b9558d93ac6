import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    payments: {
      title: '支付', refunds: '退款', refunds_note: '失败的退款不会自己好：看清原因后重试，渠道一直拒绝时可改退到会员余额。', order: '订单号', buyer: '买家', method: '支付方式', state: '状态', amount: '金额', refunded: '已退款', created: '发起时间', paid_at: '到账时间', id: '支付单号', reason: '退款原因', to: '退到', asked: '申请时间', done_at: '到账时间', attempts: '尝试次数', stuck: '超过 2 小时未到账', retry: '重试', retried: '已重新提交', empty: '还没有支付记录', empty_note: '买家付款后会出现在这里。', refunds_empty: '还没有退款', refunds_empty_note: '在订单详情里可以按商品、按金额或全部退款。',
      states: { awaiting: '待支付', paid: '已支付', closed: '已关闭', mismatch: '金额不符' }, refund_states: { pending: '处理中', done: '已到账', failed: '失败' }, targets: { gateway: '原路退回', balance: '会员余额' }, methods: { balance: '余额支付', sandbox: '沙箱支付' },
      views: { all: '全部', paid: '已支付', awaiting: '待支付', refunded: '有退款', mismatch: '金额不符', failed: '失败待处理', stuck: '长时间未到账', pending: '处理中', done: '已到账' },
    },
  },
  en: {
    payments: {
      title: 'Payments', refunds: 'Refunds', refunds_note: 'A failed refund does not mend itself: read why, then try again; if the provider keeps refusing, refund to the member\'s balance.', order: 'Order', buyer: 'Buyer', method: 'Method', state: 'State', amount: 'Amount', refunded: 'Refunded', created: 'Started', paid_at: 'Paid', id: 'Payment', reason: 'Reason', to: 'To', asked: 'Asked', done_at: 'Arrived', attempts: 'Tries', stuck: 'Not arrived after 2 hours', retry: 'Try again', retried: 'Sent again', empty: 'No payments yet', empty_note: 'They appear as soon as somebody pays.', refunds_empty: 'No refunds yet', refunds_empty_note: 'The page of an order refunds by item, by amount or everything.',
      states: { awaiting: 'Awaiting', paid: 'Paid', closed: 'Closed', mismatch: 'Amount differs' }, refund_states: { pending: 'Under way', done: 'Arrived', failed: 'Failed' }, targets: { gateway: 'The way it came', balance: 'Balance' }, methods: { balance: 'Balance', sandbox: 'Sandbox pay' },
      views: { all: 'All', paid: 'Paid', awaiting: 'Awaiting', refunded: 'Refunded', mismatch: 'Amount differs', failed: 'Failed', stuck: 'Stuck', pending: 'Under way', done: 'Arrived' },
    },
  },
} satisfies ByLanguage
