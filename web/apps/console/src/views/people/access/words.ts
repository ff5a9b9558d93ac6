import type { ByLanguage } from '@/locale'

/** `may` says every permission in a sentence, by area and verb. */
export default {
  'zh-CN': {
    access: {
      staff: { title: '员工', note: '谁能进后台、各管什么。所有改动都记入审计日志。', name: '姓名', email: '邮箱', roles: '角色', state: '状态', totp: '两步验证', created: '加入时间', active: '启用', inactive: '已停用', invited: '待首次登录', on: '已开启', off: '未开启', invite: '添加员工', edit: '编辑员工', one_time: '一次性密码', one_time_note: '只显示这一次，请现在交给 {name}。首次登录必须改密码。', reset: '重置密码', reset_title: '重置 {name} 的密码？', reset_note: '现有密码立即失效，会生成新的一次性密码。', with_totp: '同时解除两步验证（手机丢失时）', deactivate: '停用账号', activate: '重新启用', deactivate_title: '停用 {name} 的账号？', deactivate_note: '立即退出所有设备，不能再登录。', saved: '员工已更新', self: '（我）', actions: '操作记录', places: '负责的地点', places_note: '“自己的地点”范围的角色只能处理这些仓库和自提点的库存与订单；勾选立即生效。', own_members: '查看由 TA 负责的会员' },
      roles: { title: '角色与权限', note: '内置角色不能改，可以复制成自定义角色再调整。', role: '角色', count: '{n} 项权限', custom: '自定义', built_in: '内置', totp: '必须两步验证', new: '新建角色', copy: '复制', code: '代号（英文，建后不可改）', name: '角色名称', permissions: '权限', save: '保存角色', saved: '角色已保存', remove: '删除角色', remove_title: '删除角色“{name}”？', removed: '角色已删除', matrix: '权限对照', has: '有', has_not: '没有', choose: '全选', scope: '数据范围', scopes: { everything: '全部数据', own_members: '自己的会员', own_places: '自己的地点' }, scope_notes: { everything: '能看到和处理全店的数据。', own_members: '只能看到由自己担任顾问的会员，以及他们的订单、支付、拼团和分享。不能这样限定的权限不可选。', own_places: '只能看到自己负责的仓库和自提点的库存，以及从那里发出或自提的订单。不能这样限定的权限不可选。' } },
      names: { owner: '店主', operator: '运营', community_manager: '社群运营', content_reviewer: '内容审核', customer_service: '客服', finance: '财务', warehouse: '仓库', analyst: '数据分析', merchant_staff: '商家员工' },
      areas: { settings: '设置', coupons: '优惠券', savings: '优惠活动', stacking: '叠加规则', views: '列表视图', access: '员工与权限', audit: '审计', catalog: '商品', consent: '隐私同意', fulfilment: '发货与自提', groupbuy: '拼团', inventory: '库存', members: '会员', orders: '订单', payments: '资金', sandbox: '沙箱', sharing: '分享', sms: '短信', system: '系统', tracking: '埋点', other: '其他' },
      may: {
        settings: { read: '查看设置', write: '修改店铺设置' },
        coupons: { read: '查看优惠券', write: '编辑优惠券草稿', publish: '发布、停发、加量', give: '发放和收回优惠券' }, savings: { read: '查看优惠活动、日历和叠加规则', write: '编辑优惠活动草稿', publish: '发布、结束优惠活动' }, stacking: { write: '修改叠加规则' }, views: { share: '把列表视图分享给同事' },
        access: { read: '查看员工和角色', write: '管理员工和角色' }, audit: { read: '查看审计日志', export: '导出审计日志' },
        catalog: { read: '查看商品', write: '编辑商品、分类、图片', publish: '审核、上架、下架' }, consent: { read: '查看同意记录与文本', write: '发布新的协议版本' },
        fulfilment: { read: '查看运费模板', write: '编辑运费模板', ship: '补充物流信息', pickup: '核销自提码' },
        groupbuy: { read: '查看拼团', write: '编辑拼团草稿', publish: '发布、结束拼团', succeed: '手动成团' },
        inventory: { read: '查看库存', adjust: '调整库存、盘点' }, members: { read: '查看会员', write: '修改会员、备注', reveal: '查看会员完整信息', erase: '注销会员', export: '导出会员数据', merge: '合并会员', assign: '分配会员顾问' },
        orders: { read: '查看订单', change: '改收货信息、关闭订单', note: '备注和标记订单', ship: '发货、备货', refund: '退款', export: '导出订单', reveal: '查看收件人完整信息' },
        payments: { read: '查看支付与退款', retry: '重试失败的退款' }, sandbox: { control: '控制沙箱' }, sharing: { read: '查看分享数据' }, sms: { read: '查看短信' },
        system: { read: '查看任务、事件', retry: '重试任务、事件' }, tracking: { read: '查看埋点数据' },
      },
    },
  },
  en: {
    access: {
      staff: { title: 'Staff', note: 'Who works in the console and what they may do. Every change is kept in the audit log.', name: 'Name', email: 'E-mail', roles: 'Roles', state: 'State', totp: 'Second factor', created: 'Since', active: 'Active', inactive: 'Switched off', invited: 'Not signed in yet', on: 'On', off: 'Off', invite: 'Add staff', edit: 'Change staff', one_time: 'One-time password', one_time_note: 'Shown only now: hand it to {name}. It must be changed at the first sign-in.', reset: 'Reset password', reset_title: 'Reset the password of {name}?', reset_note: 'The present one stops working at once; a new one-time password is made.', with_totp: 'Take the second factor off too (phone lost)', deactivate: 'Switch off', activate: 'Switch on again', deactivate_title: 'Switch off the account of {name}?', deactivate_note: 'All devices are signed out at once; signing in is no longer possible.', saved: 'Staff changed', self: '(me)', actions: 'What they did', places: 'Their places', places_note: 'A role over one’s own places reaches the stock and orders of these warehouses and pickup points only. Each tick counts at once.', own_members: 'See the members they look after' },
      roles: { title: 'Roles and permissions', note: 'Built-in roles stay as they are; copy one to adjust it.', role: 'Role', count: '{n} permissions', custom: 'Custom', built_in: 'Built in', totp: 'Second factor needed', new: 'New role', copy: 'Copy', code: 'Code (letters, fixed once made)', name: 'Name', permissions: 'Permissions', save: 'Save role', saved: 'Role saved', remove: 'Remove role', remove_title: 'Remove the role “{name}”?', removed: 'Role removed', matrix: 'Who may what', has: 'yes', has_not: 'no', choose: 'All', scope: 'Reaches', scopes: { everything: 'Everything', own_members: 'Their own members', own_places: 'Their own places' }, scope_notes: { everything: 'Sees and handles everything of the shop.', own_members: 'Sees only members whose adviser they are, with their orders, payments, teams and shares. Permissions that cannot be kept to that are greyed out.', own_places: 'Sees only the stock of their own warehouses and pickup points, and the orders that leave from there. Permissions that cannot be kept to that are greyed out.' } },
      names: { owner: 'Owner', operator: 'Operator', community_manager: 'Community manager', content_reviewer: 'Content reviewer', customer_service: 'Customer service', finance: 'Finance', warehouse: 'Warehouse', analyst: 'Analyst', merchant_staff: 'Merchant staff' },
      areas: { settings: 'Settings', coupons: 'Coupons', savings: 'Savings', stacking: 'Stacking', views: 'List views', access: 'Staff and roles', audit: 'Audit', catalog: 'Products', consent: 'Consent', fulfilment: 'Shipping and pickup', groupbuy: 'Group-buys', inventory: 'Stock', members: 'Members', orders: 'Orders', payments: 'Money', sandbox: 'Sandbox', sharing: 'Sharing', sms: 'Text messages', system: 'System', tracking: 'Tracking', other: 'Other' },
      may: {
        settings: { read: 'See settings', write: 'Change the shop’s settings' },
        coupons: { read: 'See coupons', write: 'Edit drafts of coupons', publish: 'Publish, end, give out more', give: 'Give coupons and take them back' }, savings: { read: 'See savings, their calendar and stacking', write: 'Edit drafts of savings', publish: 'Publish and end savings' }, stacking: { write: 'Change which offers stand together' }, views: { share: 'Share list views with colleagues' },
        access: { read: 'See staff and roles', write: 'Manage staff and roles' }, audit: { read: 'Read the audit log', export: 'Export the audit log' },
        catalog: { read: 'See products', write: 'Edit products, categories, pictures', publish: 'Approve, put on sale, take off' }, consent: { read: 'See consents and their texts', write: 'Publish a new version of a text' },
        fulfilment: { read: 'See freight templates', write: 'Edit freight templates', ship: 'Add tracking', pickup: 'Hand out pickups' },
        groupbuy: { read: 'See group-buys', write: 'Edit drafts of group-buys', publish: 'Publish and end group-buys', succeed: 'Complete a team by hand' },
        inventory: { read: 'See stock', adjust: 'Adjust and count stock' }, members: { read: 'See members', write: 'Change members, take notes', reveal: 'See a member’s full data', erase: 'Erase members', export: 'Export a member’s data', merge: 'Merge members', assign: 'Assign advisers to members' },
        orders: { read: 'See orders', change: 'Change receivers, close orders', note: 'Note and flag orders', ship: 'Ship and prepare', refund: 'Refund', export: 'Export orders', reveal: 'See the receiver’s full data' },
        payments: { read: 'See payments and refunds', retry: 'Retry failed refunds' }, sandbox: { control: 'Control the sandbox' }, sharing: { read: 'See sharing figures' }, sms: { read: 'Read text messages' },
        system: { read: 'See jobs and facts', retry: 'Retry jobs and facts' }, tracking: { read: 'See tracking' },
      },
    },
  },
} satisfies ByLanguage
