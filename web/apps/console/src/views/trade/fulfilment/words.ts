import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    fulfilment: {
      table: {
        title: '批量发货', note: '上传或粘贴运单表，先逐行检查，再确认发货。同一份表格重复上传不会重复发货。', steps: { give: '上传表格', check: '检查', done: '发货' },
        drop: '把 CSV 或 XLSX 拖到这里，或点击选择', drop_note: '需要三列：订单号、快递公司、运单号。最多 5000 行。', paste: '或直接粘贴', paste_hint: '从表格软件复制三列粘贴到这里', template: '下载模板', template_name: '批量发货模板', check: '检查', number: '订单号', carrier: '快递公司', waybill: '运单号', line: '行', result: '检查结果',
        ok: '可以发货', already: '已发过', bad: '有问题', all: '全部 {n}', only_ok: '可以发货 {n}', only_already: '已发过 {n}', only_bad: '有问题 {n}', again: '换一份表格', ship: '发货 {n} 单', nothing: '没有可以发货的行', skipped: '有问题的 {n} 行会跳过，可改好后再传。', started: '已开始发货', progress: '正在发货', finished: '发货完成', to_orders: '查看已发货订单', save_bad: '下载问题行',
      },
      pickup: { title: '提货核销', note: '扫描买家手机上的二维码，或输入 6 位提货码。', code: '提货码', hint: '6 位数字，或用扫码枪扫描', verify: '核销', done: '核销成功', handed: '订单已交付，可以把商品交给买家。', see: '查看订单', last: '打开本页后的核销', none: '还没有核销记录' },
      freight: {
        title: '运费模板', add: '新建模板', edit: '运费模板', empty: '还没有运费模板', empty_note: '没有模板的商品全部包邮。先建一个代码为 default 的通用模板。', code: '代码', code_note: '小写字母开头，可含数字、- 和 _。default 用于没有指定模板的商品。', name: '名称', charge_by: '计费方式', by: { count: '按件数', weight: '按重量' }, rules: '运费规则', regions: '地区', everywhere: '其他地区', first_count: '首件（件）', first_weight: '首重（克）', first_fee: '首费', next_count: '续件（件）', next_weight: '续重（克）', next_fee: '续费', free_from: '满额包邮', free_note: '留空表示不包邮', excluded: '不配送地区', excluded_note: '选中的地区不能下单', add_rule: '添加地区规则', remove: '删除模板', remove_title: '删除“{name}”？', remove_note: '使用它的商品会改用 default 模板。', removed: '已删除', saved: '运费模板已保存', summary: '{n} 条规则', is_default: '通用', free: '满 {amount} 包邮', not_default: '全国', pick: '选择省份',
        carriers: '快递公司', carriers_note: '发货时可选择的快递公司。导入表格里写代码或名称都可以。', carrier_name: '名称',
      },
    },
  },
  en: {
    fulfilment: {
      table: {
        title: 'Ship by table', note: 'Upload or paste a table of waybills; every line is checked before anything ships. The same table again ships nothing twice.', steps: { give: 'Table', check: 'Check', done: 'Ship' },
        drop: 'Drop a CSV or XLSX here, or click to choose', drop_note: 'Three columns: order number, carrier, waybill. At most 5,000 lines.', paste: 'Or paste it', paste_hint: 'Copy three columns from a spreadsheet and paste them here', template: 'Download a template', template_name: 'waybills', check: 'Check', number: 'Order number', carrier: 'Carrier', waybill: 'Waybill', line: 'Line', result: 'Result',
        ok: 'Will ship', already: 'Shipped before', bad: 'Problem', all: 'All {n}', only_ok: 'Will ship {n}', only_already: 'Shipped before {n}', only_bad: 'Problems {n}', again: 'Another table', ship: 'Ship {n}', nothing: 'No line can be shipped', skipped: '{n} lines with problems are left out; correct them and upload again.', started: 'Shipping has begun', progress: 'Shipping', finished: 'Done', to_orders: 'See shipped orders', save_bad: 'Save problem lines',
      },
      pickup: { title: 'Pickup counter', note: 'Scan the code on the buyer\'s phone, or type its six digits.', code: 'Pickup code', hint: 'Six digits, or a scanner', verify: 'Verify', done: 'Handed over', handed: 'The order is done. Hand over the goods.', see: 'See the order', last: 'Verified since you opened this page', none: 'Nothing verified yet' },
      freight: {
        title: 'Freight templates', add: 'New template', edit: 'Freight template', empty: 'No templates yet', empty_note: 'Goods without a template travel free. Begin with one whose code is default.', code: 'Code', code_note: 'Begins with a small letter; digits, - and _ allowed. default is for goods that name no other.', name: 'Name', charge_by: 'Charged by', by: { count: 'Pieces', weight: 'Weight' }, rules: 'Fees', regions: 'Regions', everywhere: 'Everywhere else', first_count: 'First (pcs)', first_weight: 'First (g)', first_fee: 'First fee', next_count: 'Each further (pcs)', next_weight: 'Each further (g)', next_fee: 'Further fee', free_from: 'Free from', free_note: 'Empty: never free', excluded: 'Not delivered to', excluded_note: 'Orders to these regions are refused', add_rule: 'Add a region', remove: 'Delete template', remove_title: 'Delete “{name}”?', remove_note: 'Goods that name it go by default.', removed: 'Deleted', saved: 'Template saved', summary: '{n} rules', is_default: 'Default', free: 'Free from {amount}', not_default: 'Everywhere', pick: 'Choose provinces',
        carriers: 'Carriers', carriers_note: 'What can be chosen when shipping. A table may name code or name.', carrier_name: 'Name',
      },
    },
  },
} satisfies ByLanguage
