import type { ByLanguage } from '@/locale'

const export_zh = { number: '订单号', state: '订单状态', placed_at: '下单时间', paid_at: '付款时间', shipped_at: '发货时间', completed_at: '完成时间', buyer: '买家昵称', receiver_name: '收货人', receiver_phone: '收货电话', receiver_address: '收货地址', delivery: '配送方式', goods: '商品', sku_code: '规格编码', quantity: '件数', goods_total: '商品金额', discount: '优惠金额', freight: '运费', payable: '应付金额', paid: '实付金额', refunded: '已退金额', carrier: '快递公司', waybill: '运单号', remark: '买家留言', note: '最新备注' }
const export_en = { number: 'Number', state: 'State', placed_at: 'Placed', paid_at: 'Paid', shipped_at: 'Shipped', completed_at: 'Completed', buyer: 'Buyer', receiver_name: 'Receiver', receiver_phone: 'Phone', receiver_address: 'Address', delivery: 'Delivery', goods: 'Goods', sku_code: 'SKU code', quantity: 'Quantity', goods_total: 'Goods total', discount: 'Discount', freight: 'Freight', payable: 'Payable', paid: 'Paid amount', refunded: 'Refunded', carrier: 'Carrier', waybill: 'Waybill', remark: 'Remark', note: 'Newest note' }

export default {
  'zh-CN': {
    orders: {
      title: '订单', detail: '订单详情', empty: '还没有订单', empty_note: '买家下单后会出现在这里。可以打开商城自己下一单试试。', search: '搜索订单', search_hint: '订单号、手机、运单、商品', more_filters: '更多筛选', chip: '{label}：{value}',
      number: '订单号', goods: '商品', goods_title: '商品（{n}）', more_lines: '共 {n} 种', buyer: '买家', buyer_receiver: '买家 / 收货人', buyer_phone: '买家手机号', receiver: '收货人', receiver_phone: '收货电话', pickup_point: '自提点', parcels: '物流', no_parcels: '还没有发货', carrier: '快递公司', waybill: '运单号',
      payable: '应付金额', paid: '实付', refunded: '已退款', refundable: '可退', refund: '退款', part_refunded: '有退款', placed: '下单时间', paid_at: '付款时间', shipped_at: '发货时间', received_at: '收货时间', closed_at: '关闭时间', pay_before: '付款剩余', close_reason: '关闭原因',
      state: '状态', delivery: '配送方式', deliveries: { ship: '快递', pickup: '自提' }, flag: '标记', note: '备注', notes: '内部备注', note_hint: '写给同事看，买家看不到', note_add: '添加备注', no_notes: '还没有备注', remark: '买家留言', sharer: '分享人', hold: '等待原因', overdue: '超时未发货', at: '时间', amount: '金额', discount: '优惠', subtotal: '小计', unit_price: '单价', quantity: '数量', units: '{n} 件',
      goods_total: '商品金额', discount_total: '优惠', freight: '运费', money: '支付与退款', payments: '支付', no_payments: '还没有付款', team: '拼团', team_of: '{paid} / {size} 人', leader: '团长', all_of_member: 'TA 的订单', all_of_team: '同团订单', no_phone: '未绑定手机', story: '订单动态', ship_by_table: '批量发货',
      of_member: '指定买家', of_product: '指定商品', of_sku: '指定规格', of_sharer: '指定分享人', of_team: '指定团', of_activity: '指定活动',
      states: { awaiting_payment: '待付款', waiting: '待成团', preparing: '待发货', shipped: '已发货', ready_for_pickup: '待提货', received: '已收货', completed: '已完成', closed: '已关闭' },
      views: { all: '全部', awaiting_payment: '待付款', waiting: '待成团', to_ship: '待发货', overdue: '超时未发货', to_prepare: '待备货', ready_for_pickup: '待提货', shipped: '已发货', done: '已收货', refunded: '有退款', closed: '已关闭' },
      flags: { red: '红色', yellow: '黄色', green: '绿色', blue: '蓝色', purple: '紫色', none: '去掉标记' },
      choices: { delivery: { ship: '快递', pickup: '自提' }, refund: { any: '有退款', none: '无退款' }, note: { any: '有备注', none: '无备注' }, flag: { red: '红色', yellow: '黄色', green: '绿色', blue: '蓝色', purple: '紫色' }, hold_reason: { groupbuy: '等待成团' } },
      bearers: { platform: '平台承担', merchant: '商家承担' }, actors: { buyer: '买家', staff: '同事', system: '系统' }, close: { expired: '超时未付款', cancelled: '买家取消', groupbuy_failed: '未成团' },
      bulk: { picking: '打印拣货单（{n}）', ready: '备货完成（{n}）', ready_title: '{n} 个自提订单备货完成？', ready_note: '买家会收到提货码。', mark: '备注 / 标记', export: '导出所选' },
      mark: { title: '给 {n} 个订单加备注或标记', note: '备注', hint: '可不填，只改标记' },
      export: { title: '导出订单', chosen: '导出选中的 {n} 个订单。', found: '导出当前筛选的 {n} 个订单。', format: '格式', clear: '收货信息以明文导出，这次导出会记入审计日志。', masked: '收货信息会打码导出，这次导出会记入审计日志。', columns: export_zh },
      ship: { act: '发货', titles: { ship: '发货 · {number}', add: '追加包裹 · {number}', correct: '修改运单 · {number}' }, kept: '运单已保存', hint: '扫描或输入运单号', note: '发货后买家会收到通知，7 天后自动确认收货。', done: '已发货' },
      address: { title: '修改收货信息', region: '省 / 市 / 区', detail: '详细地址', note: '运费不会重新计算；这次修改会记入审计日志。', done: '收货信息已修改' }, close_act: '关闭订单', close_title: '关闭这个未付款的订单？', close_note: '库存会释放，买家不能再付款。', close_done: '订单已关闭',
      ready: { act: '备货完成', title: '备货完成？', note: '买家会看到提货码，到店出示后核销。', done: '已备货，等待提货', verify: '核销提货码' },
      parcel: { add: '追加包裹', correct: '修改运单', note: '补充物流', hint: '例如：已到达潍坊分拨中心', nothing: '暂无物流信息' },
      refunds: {
        title: '退款', act: '退款', panel: '退款 · {number}', how: '退款方式', modes: { lines: '按商品', amount: '按金额', whole: '全部退款' }, left_units: '可退 {n} 件', at_most: '最多 {amount}', where: '退到', to: { gateway: '原路退回', balance: '会员余额' }, to_note: { gateway: '由支付渠道退回买家付款账户，通常几分钟内到账；余额支付的部分立即退回余额。', balance: '立即到账，买家可直接用于下单。' },
        reason_hint: '买家会看到这句话', reasons: { spoiled: '坏果包赔', missing: '少发漏发', wrong: '发错商品', quality: '质量问题', late: '发货太慢', unwanted: '协商退款' }, gives: '将退回', of_freight: '其中运费', left: '退后还可退', closes: '这是最后一笔可退金额：订单会关闭，库存会释放。', go: '退款 {amount}', done: '退款已提交', retried: '已重新提交',
      },
      price: { title: '价格怎么来的', none: '这笔订单没有保存价格明细', freight: '运费', payable: '应付' },
      ledger: { title: '账本分录', held: '订单款余额', none: '还没有资金变动', entry: '业务', account: '科目', debit: '借方', credit: '贷方', sum: '合计', layers: { posted: '已入账', pended: '冻结', released: '解冻' } },
      picking: { title: '拣货单', print: '打印', print_one: '拣货单', note: '{orders} 个订单，{skus} 种规格', shelves: '按货架拣货', parcels: '按包裹分拣', slips: '显示收货信息', code: '规格编码', in_orders: '订单数', empty: '没有待发货的订单', empty_note: '拣货单只包含已付款、还没发货的订单。' },
    },
  },
  en: {
    orders: {
      title: 'Orders', detail: 'Order', empty: 'No orders yet', empty_note: 'Orders appear here as soon as somebody buys. Open the shop and place one yourself.', search: 'Search orders', search_hint: 'Number, phone, goods', more_filters: 'More filters', chip: '{label}: {value}',
      number: 'Number', goods: 'Goods', goods_title: 'Goods ({n})', more_lines: '{n} kinds', buyer: 'Buyer', buyer_receiver: 'Buyer / receiver', buyer_phone: 'Buyer\'s phone', receiver: 'Receiver', receiver_phone: 'Receiver\'s phone', pickup_point: 'Pickup point', parcels: 'Parcels', no_parcels: 'Nothing has been shipped yet', carrier: 'Carrier', waybill: 'Waybill',
      payable: 'Payable', paid: 'Paid', refunded: 'Refunded', refundable: 'Refundable', refund: 'Refund', part_refunded: 'Part refunded', placed: 'Placed', paid_at: 'Paid at', shipped_at: 'Shipped', received_at: 'Received', closed_at: 'Closed', pay_before: 'Time to pay', close_reason: 'Closed because',
      state: 'State', delivery: 'Delivery', deliveries: { ship: 'Shipping', pickup: 'Pickup' }, flag: 'Mark', note: 'Note', notes: 'Internal notes', note_hint: 'For colleagues; the buyer never sees it', note_add: 'Add note', no_notes: 'No notes yet', remark: 'Buyer\'s remark', sharer: 'Sharer', hold: 'Waits for', overdue: 'Overdue', at: 'When', amount: 'Amount', discount: 'Discount', subtotal: 'Subtotal', unit_price: 'Unit price', quantity: 'Quantity', units: '{n} pcs',
      goods_total: 'Goods', discount_total: 'Discounts', freight: 'Freight', money: 'Payments and refunds', payments: 'Payment', no_payments: 'Not paid yet', team: 'Team', team_of: '{paid} of {size}', leader: 'Leader', all_of_member: 'All orders', all_of_team: 'Orders of this team', no_phone: 'No phone', story: 'What happened', ship_by_table: 'Ship by table',
      of_member: 'Buyer', of_product: 'Product', of_sku: 'SKU', of_sharer: 'Sharer', of_team: 'Team', of_activity: 'Activity',
      states: { awaiting_payment: 'Awaiting payment', waiting: 'Waiting for team', preparing: 'To ship', shipped: 'Shipped', ready_for_pickup: 'Ready for pickup', received: 'Received', completed: 'Completed', closed: 'Closed' },
      views: { all: 'All', awaiting_payment: 'Awaiting payment', waiting: 'Waiting for team', to_ship: 'To ship', overdue: 'Overdue', to_prepare: 'To prepare', ready_for_pickup: 'Ready for pickup', shipped: 'Shipped', done: 'Received', refunded: 'Refunded', closed: 'Closed' },
      flags: { red: 'Red', yellow: 'Yellow', green: 'Green', blue: 'Blue', purple: 'Purple', none: 'No mark' },
      choices: { delivery: { ship: 'Shipping', pickup: 'Pickup' }, refund: { any: 'With refund', none: 'Without refund' }, note: { any: 'With note', none: 'Without note' }, flag: { red: 'Red', yellow: 'Yellow', green: 'Green', blue: 'Blue', purple: 'Purple' }, hold_reason: { groupbuy: 'Its team' } },
      bearers: { platform: 'borne by the platform', merchant: 'borne by the merchant' }, actors: { buyer: 'Buyer', staff: 'Colleague', system: 'System' }, close: { expired: 'Not paid in time', cancelled: 'Cancelled by the buyer', groupbuy_failed: 'Team not completed' },
      bulk: { picking: 'Picking list ({n})', ready: 'Ready for pickup ({n})', ready_title: 'Are {n} orders ready for pickup?', ready_note: 'Each buyer is shown a code.', mark: 'Note / mark', export: 'Export selected' },
      mark: { title: 'Note or mark {n} orders', note: 'Note', hint: 'Leave empty to change the mark only' },
      export: { title: 'Export orders', chosen: 'The {n} selected orders.', found: 'The {n} orders that the filters find.', format: 'Format', clear: 'Receivers are written in clear. The export is kept in the audit log.', masked: 'Receivers are written masked. The export is kept in the audit log.', columns: export_en },
      ship: { act: 'Ship', titles: { ship: 'Ship {number}', add: 'Another parcel · {number}', correct: 'Correct waybill · {number}' }, kept: 'Waybill saved', hint: 'Scan or type the waybill', note: 'The buyer is told; the order counts as received after 7 days.', done: 'Shipped' },
      address: { title: 'Change the receiver', region: 'Region', detail: 'Address', note: 'Freight is not computed anew; the change is kept in the audit log.', done: 'Receiver changed' }, close_act: 'Close order', close_title: 'Close this unpaid order?', close_note: 'Its stock is free again and the buyer can no longer pay.', close_done: 'Order closed',
      ready: { act: 'Ready for pickup', title: 'Is it ready for pickup?', note: 'The buyer is shown a code to present at the counter.', done: 'Ready for pickup', verify: 'Verify pickup code' },
      parcel: { add: 'Add parcel', correct: 'Correct', note: 'Add event', hint: 'For instance: arrived at Weifang', nothing: 'No tracking yet' },
      refunds: {
        title: 'Refund', act: 'Refund', panel: 'Refund {number}', how: 'How', modes: { lines: 'By item', amount: 'By amount', whole: 'Everything' }, left_units: '{n} refundable', at_most: 'At most {amount}', where: 'Where to', to: { gateway: 'The way it came', balance: 'Member\'s balance' }, to_note: { gateway: 'The provider pays it back to the account it came from, usually within minutes; what was paid from the balance returns there at once.', balance: 'There at once; the buyer can spend it.' },
        reason_hint: 'The buyer reads this', reasons: { spoiled: 'Spoiled goods', missing: 'Something missing', wrong: 'Wrong item', quality: 'Quality', late: 'Shipped too late', unwanted: 'As agreed' }, gives: 'Goes back', of_freight: 'of it freight', left: 'Refundable afterwards', closes: 'Nothing is left afterwards: the order closes and its stock is free again.', go: 'Refund {amount}', done: 'Refund started', retried: 'Sent again',
      },
      price: { title: 'How this price came about', none: 'No record of this price was kept', freight: 'Carriage', payable: 'To pay' },
      ledger: { title: 'Ledger entries', held: 'Held for this order', none: 'No money has moved yet', entry: 'Entry', account: 'Account', debit: 'Debit', credit: 'Credit', sum: 'Sum', layers: { posted: 'posted', pended: 'frozen', released: 'released' } },
      picking: { title: 'Picking list', print: 'Print', print_one: 'Picking list', note: '{orders} orders, {skus} SKUs', shelves: 'From the shelves', parcels: 'Into the parcels', slips: 'Show receivers', code: 'SKU code', in_orders: 'Orders', empty: 'Nothing to send', empty_note: 'Only paid orders that were not sent yet stand on a picking list.' },
    },
  },
} satisfies ByLanguage
