import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    today: {
      title: '今日', hello: { morning: '早上好，{name}', noon: '下午好，{name}', evening: '晚上好，{name}' }, updated: '{at} 更新', paid: '实付金额', orders: '支付订单', average: '客单价', curve: '每小时实付', today: '今天', yesterday: '昨天', last_week: '上周同日', vs_yesterday: '昨天同时', vs_last_week: '上周同时', up: '比{than}多 {n}', down: '比{than}少 {n}', same: '与{than}持平', from_zero: '{than}为 0',
      queues: '待处理', queues_none: '没有待处理的事', queues_none_note: '发货、退款、异常任务会按紧急程度出现在这里。', more: '{n}+', teams: '快结束的团', teams_none: '没有正在拼的团', board: '看板', nothing: '这里会显示你有权限处理的事', shortcuts: '常用',
      queue: { to_ship: '待发货', overdue: '超时未发货', to_prepare: '待备货（自提）', ready_for_pickup: '待取货', awaiting_payment: '待付款', refunds_failed: '退款失败', refunds_waiting: '退款超 24 小时', payments_mismatched: '收款金额不符', jobs_dead: '任务失败', facts_parked: '事件积压', audit_broken: '审计链异常', products_in_review: '商品待审核', stock_low: '库存不足', stock_out: '已售罄' },
      go: { new_groupbuy: '新建拼团', ship_csv: '批量发货', new_product: '新建商品', board: '团看板' },
    },
  },
  en: {
    today: {
      title: 'Today', hello: { morning: 'Good morning, {name}', noon: 'Good afternoon, {name}', evening: 'Good evening, {name}' }, updated: 'as of {at}', paid: 'Paid', orders: 'Paid orders', average: 'Average order', curve: 'Paid by the hour', today: 'Today', yesterday: 'Yesterday', last_week: 'Same day last week', vs_yesterday: 'yesterday by now', vs_last_week: 'last week by now', up: '{n} more than {than}', down: '{n} less than {than}', same: 'the same as {than}', from_zero: '{than}: 0',
      queues: 'To do', queues_none: 'Nothing waits', queues_none_note: 'Shipments, refunds and failed jobs appear here, the most urgent first.', more: '{n}+', teams: 'Teams about to end', teams_none: 'No team is forming', board: 'Board', nothing: 'What you may work on will stand here', shortcuts: 'Shortcuts',
      queue: { to_ship: 'To ship', overdue: 'Overdue to ship', to_prepare: 'To prepare for pickup', ready_for_pickup: 'Waiting at pickup', awaiting_payment: 'Awaiting payment', refunds_failed: 'Refunds failed', refunds_waiting: 'Refunds over 24 h', payments_mismatched: 'Payments that do not match', jobs_dead: 'Dead jobs', facts_parked: 'Parked facts', audit_broken: 'Audit chain broken', products_in_review: 'Products in review', stock_low: 'Low stock', stock_out: 'Sold out' },
      go: { new_groupbuy: 'New group-buy', ship_csv: 'Ship by table', new_product: 'New product', board: 'Team board' },
    },
  },
} satisfies ByLanguage
