import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    inventory: {
      title: '库存', note: '现有 − 占用 − 安全库存 = 可售。每次变动都有流水。', movements: '库存流水', movements_note: '每次变动一条，加起来永远等于现有数量。', sku: '规格', location: '仓库 / 自提点', on_hand: '现有', reserved: '占用', available: '可售', safety: '安全库存', low_at: '预警线', search: '名称、编码或条码', state: '状态', states: { out: '售罄', low: '偏低', over: '占用安全库存' }, fine: '正常',
      moved: '时间', delta: '变动', after: '变动后', reason: '原因', reference: '凭证', who: '操作人', reasons: { import: '导入', receipt: '到货', count: '清点', loss: '报损', sale: '销售', return: '退货', correction: '更正', transfer: '调拨', stock_take: '盘点' },
      adjust: '调整', adjust_title: '调整库存', change: '变动数量', change_note: '增加填正数，减少填负数', will_be: '调整后现有 {n}', done: '库存已调整', note_field: '凭证或说明', empty: '还没有库存', empty_note: '商品入库后会出现在这里。',
    },
  },
  en: {
    inventory: {
      title: 'Stock', note: 'On hand − reserved − safety stock = for sale. Every change has a movement.', movements: 'Movements', movements_note: 'One for each change; together they are always what is on hand.', sku: 'Variant', location: 'Location', on_hand: 'On hand', reserved: 'Reserved', available: 'For sale', safety: 'Safety', low_at: 'Warn at', search: 'Name, code or barcode', state: 'State', states: { out: 'Sold out', low: 'Low', over: 'Into safety stock' }, fine: 'Fine',
      moved: 'Time', delta: 'Change', after: 'After', reason: 'Reason', reference: 'Reference', who: 'Who', reasons: { import: 'Import', receipt: 'Receipt', count: 'Count', loss: 'Loss', sale: 'Sale', return: 'Return', correction: 'Correction', transfer: 'Transfer', stock_take: 'Stock-take' },
      adjust: 'Adjust', adjust_title: 'Adjust stock', change: 'Change', change_note: 'Positive adds, negative takes away', will_be: 'On hand will be {n}', done: 'Stock adjusted', note_field: 'Reference or note', empty: 'No stock yet', empty_note: 'What is received appears here.',
    },
  },
} satisfies ByLanguage
