import type { ByLanguage } from '@/locale'

/** `actions` names deeds by their code; what is not named shows its code. */
export default {
  'zh-CN': {
    audit: {
      title: '审计日志', note: '谁在什么时候对什么做了什么。只能追加，前后相连的哈希链证明没人改过。', at: '时间', actor: '操作人', action: '操作', object: '对象', object_id: '对象编号', ip: 'IP', request: '请求号', position: '序号', hash: '哈希', area: '业务', system: '系统', detail: '操作详情', only_actor: '只看此人', only_object: '只看此对象', export: '导出',
      kinds: { staff: '员工', member: '会员', system: '系统' },
      areas: { settings: '设置', coupons: '优惠券', access: '员工与权限', accounts: '会员', members: '会员', consent: '同意与隐私', catalog: '商品', inventory: '库存', orders: '订单', fulfilment: '发货', payments: '资金', groupbuy: '拼团', sharing: '分享', sandbox: '沙箱', audit: '审计', jobs: '任务', facts: '事件', errands: '长任务' },
      objects: { settings: '设置', coupon_template: '优惠券', view: '列表视图', order: '订单', product: '商品', sku: '规格', staff: '员工', role: '角色', groupbuy_activity: '拼团活动', groupbuy_team: '团', job: '任务', reactor: '订阅者', clock: '时钟', gateway: '支付网关', refund: '退款', category: '分类', brand: '品牌', tag: '标签', collection: '集合', template: '运费模板', freight_template: '运费模板', location: '仓库与自提点', parcel: '包裹', member: '会员', audit: '审计链', errand: '长任务', picture: '图片', stock: '库存' },
      actions: {
        settings: { change_shop: '修改店铺设置' },
        access: { set_places: '设置负责的地点', share_view: '分享列表视图', sign_in: '登录', sign_out: '退出登录', pass_totp: '通过两步验证', offer_totp: '开始绑定两步验证', enrol_totp: '开启两步验证', change_password: '修改密码', create_staff: '新增员工', change_staff: '修改员工', reset_password: '重置员工密码', create_role: '新建角色', change_role: '修改角色', remove_role: '删除角色', save_view: '保存视图', remove_view: '删除视图' },
        catalog: { create: '新建', change: '修改', remove: '删除', create_product: '新建商品', change_product: '修改商品', submit: '提交审核', publish: '上架', take_off: '下架', send_back: '退回修改', create_category: '新建分类', change_category: '修改分类', remove_category: '删除分类', create_brand: '新建品牌', change_brand: '修改品牌', create_tag: '新建标签', create_collection: '新建集合', change_collection: '修改集合', remove_collection: '删除集合', upload_picture: '上传图片', import: '导入商品' },
        inventory: { report_loss: '报损', transfer: '调拨', set_warning: '设置预警', open_stocktake: '新建盘点', start_stocktake: '开始盘点', count: '登记盘点数', post_stocktake: '盘点过账', cancel_stocktake: '取消盘点', create: '新建地点', change: '修改地点', adjust: '调整库存', set_safety: '设置安全库存', create_location: '新建仓库或自提点' },
        orders: { close: '关闭订单', change_address: '修改收货信息', refund: '退款', ship: '发货', ready_for_pickup: '备好待自提', note: '添加备注', flag: '标记', reveal: '查看收件人信息', export: '导出订单', mark_many: '批量标记' },
        fulfilment: { ship: '发货', ship_table: '批量发货', add_parcel: '追加包裹', correct_parcel: '修改运单', pickup: '核销提货', pickup_wrong: '提货码错误', track: '补充物流', delete_template: '删除运费模板', ready_for_pickup: '备好待自提', ready_many: '批量备货', save_template: '保存运费模板' },
        payments: { refund_retry: '重试退款', retry_refund: '重试退款', retry: '重试退款' },
        groupbuy: { create: '新建拼团', change: '修改拼团', publish: '发布拼团', end: '结束拼团', succeed: '手动成团' },
        sandbox: { move_clock: '调整店铺时间', set_gateway: '设置支付故障' },
        jobs: { retry: '重试任务' }, facts: { retry: '重试事件' }, errands: { cancel: '取消长任务' }, audit: { check: '校验审计链', export: '导出审计日志' },
        members: { note: '会员备注', reveal: '查看会员完整信息', export: '导出会员数据', export_fetched: '下载会员数据', erase: '注销会员', merge: '合并会员', sign_out: '让会员下线', assign: '分配顾问' },
        consent: { publish: '发布协议版本', add_recipient: '新增第三方' },
        coupons: { create: '新建优惠券', change: '修改优惠券', publish: '发布优惠券', end: '停发优惠券', set_total: '调整发行量', give: '发放优惠券', void: '收回优惠券' },
      },
      views: { refunds: '退款', sign_in: '登录', access: '员工与权限', reveals: '查看敏感信息' },
      chain: { title: '哈希链校验', sound: '完整，{n} 条记录都没被改过', broken: '发现 {n} 处异常', never: '还没有校验过', go: '现在校验', last: '上次校验', by: '由 {who}', clock: '每日自动', history: '校验记录', note: '每条记录都带着前一条的哈希。任何修改、删除、换序、截断都会在这里现形。每天凌晨自动校验一次。' },
    },
  },
  en: {
    audit: {
      title: 'Audit log', note: 'Who did what to which object, when. Append-only; a chain of hashes proves that nobody touched it.', at: 'Time', actor: 'Who', action: 'Action', object: 'Object', object_id: 'Object id', ip: 'IP', request: 'Request', position: 'No.', hash: 'Hash', area: 'Area', system: 'System', detail: 'Entry', only_actor: 'Only theirs', only_object: 'Only this object', export: 'Export',
      kinds: { staff: 'Staff', member: 'Member', system: 'System' },
      areas: { settings: 'Settings', coupons: 'Coupons', access: 'Staff and roles', accounts: 'Members', members: 'Members', consent: 'Consent and privacy', catalog: 'Products', inventory: 'Stock', orders: 'Orders', fulfilment: 'Shipping', payments: 'Money', groupbuy: 'Group-buys', sharing: 'Sharing', sandbox: 'Sandbox', audit: 'Audit', jobs: 'Jobs', facts: 'Facts', errands: 'Long tasks' },
      objects: { settings: 'Settings', coupon_template: 'Coupon', view: 'List view', order: 'Order', product: 'Product', sku: 'SKU', staff: 'Staff', role: 'Role', groupbuy_activity: 'Group-buy', groupbuy_team: 'Team', job: 'Job', reactor: 'Reactor', clock: 'Clock', gateway: 'Gateway', refund: 'Refund', category: 'Category', brand: 'Brand', tag: 'Tag', collection: 'Collection', template: 'Freight template', freight_template: 'Freight template', location: 'Location', parcel: 'Parcel', member: 'Member', audit: 'Audit chain', errand: 'Long task', picture: 'Picture', stock: 'Stock' },
      actions: {
        settings: { change_shop: 'Changed the shop’s settings' },
        access: { set_places: 'Set the places', share_view: 'Shared a list view', sign_in: 'Signed in', sign_out: 'Signed out', pass_totp: 'Passed the second factor', offer_totp: 'Began to bind a second factor', enrol_totp: 'Turned on the second factor', change_password: 'Changed the password', create_staff: 'Added staff', change_staff: 'Changed staff', reset_password: 'Reset a password', create_role: 'Made a role', change_role: 'Changed a role', remove_role: 'Removed a role', save_view: 'Saved a view', remove_view: 'Removed a view' },
        catalog: { create: 'Made', change: 'Changed', remove: 'Removed', create_product: 'Made a product', change_product: 'Changed a product', submit: 'Submitted for review', publish: 'Put on sale', take_off: 'Took off sale', send_back: 'Sent back', create_category: 'Made a category', change_category: 'Changed a category', remove_category: 'Removed a category', create_brand: 'Made a brand', change_brand: 'Changed a brand', create_tag: 'Made a tag', create_collection: 'Made a collection', change_collection: 'Changed a collection', remove_collection: 'Removed a collection', upload_picture: 'Uploaded a picture', import: 'Imported products' },
        inventory: { report_loss: 'Reported a loss', transfer: 'Transferred stock', set_warning: 'Set a warning', open_stocktake: 'Drew up a stock-take', start_stocktake: 'Began to count', count: 'Counted', post_stocktake: 'Posted a stock-take', cancel_stocktake: 'Gave a stock-take up', create: 'New place', change: 'Changed a place', adjust: 'Adjusted stock', set_safety: 'Set safety stock', create_location: 'Made a location' },
        orders: { close: 'Closed an order', change_address: 'Changed a receiver', refund: 'Refunded', ship: 'Shipped', ready_for_pickup: 'Made ready for pickup', note: 'Added a note', flag: 'Flagged', reveal: 'Looked at the receiver', export: 'Exported orders', mark_many: 'Flagged many' },
        fulfilment: { ship: 'Shipped', ship_table: 'Shipped by table', add_parcel: 'Added a parcel', correct_parcel: 'Corrected a waybill', pickup: 'Handed out a pickup', pickup_wrong: 'Wrong pickup code', track: 'Added tracking', delete_template: 'Deleted a freight template', ready_for_pickup: 'Made ready for pickup', ready_many: 'Made many ready', save_template: 'Saved a freight template' },
        payments: { refund_retry: 'Retried a refund', retry_refund: 'Retried a refund', retry: 'Retried a refund' },
        groupbuy: { create: 'Made a group-buy', change: 'Changed a group-buy', publish: 'Published a group-buy', end: 'Ended a group-buy', succeed: 'Completed a team by hand' },
        sandbox: { move_clock: 'Moved the shop’s clock', set_gateway: 'Set payment faults' },
        jobs: { retry: 'Retried a job' }, facts: { retry: 'Retried facts' }, errands: { cancel: 'Cancelled a long task' }, audit: { check: 'Checked the chain', export: 'Exported the log' },
        members: { note: 'Note on a member', reveal: 'Looked at a member in full', export: 'Asked for a member’s data', export_fetched: 'Fetched a member’s data', erase: 'Erased a member', merge: 'Merged members', sign_out: 'Signed a member out', assign: 'Assigned an adviser' },
        consent: { publish: 'Published a text', add_recipient: 'New recipient' },
        coupons: { create: 'New coupon', change: 'Changed a coupon', publish: 'Published a coupon', end: 'Ended a coupon', set_total: 'Changed how many', give: 'Gave coupons', void: 'Took a coupon back' },
      },
      views: { refunds: 'Refunds', sign_in: 'Sign-ins', access: 'Staff and roles', reveals: 'Reveals' },
      chain: { title: 'Chain check', sound: 'Sound: all {n} entries are as written', broken: '{n} problems found', never: 'Never checked', go: 'Check now', last: 'Last check', by: 'by {who}', clock: 'every night', history: 'Past checks', note: 'Each entry carries the hash of the one before. Whatever is edited, removed, reordered or cut off shows here. Checked every night by itself.' },
    },
  },
} satisfies ByLanguage
