import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    settings: {
      title: '设置', shop: '店铺信息', shop_note: '顾客在商城里看到的名称和联系方式，保存后立即生效。', name: '店铺名称', slogan: '一句话介绍', hotline: '客服电话', hotline_hours: '客服时间', hours_hint: '例如 9:00–21:00',
      returns: '退货地址', returns_note: '退货退款时给顾客的收件信息。', return_name: '收件人', return_phone: '电话', return_address: '详细地址', saved: '设置已保存', updated: '更新于',
      installation: '系统配置', installation_note: '由配置文件和环境变量决定，在服务器上修改，这里只能查看；密钥不显示。', key: '配置项', value: '当前值', source: '来源', find: '搜索配置项', sources: { environment: '环境变量', file: '配置文件', default: '默认值', generated: '自动生成' },
    },
  },
  en: {
    settings: {
      title: 'Settings', shop: 'The shop', shop_note: 'The name and the contact that shoppers see; counts as soon as it is saved.', name: 'Name of the shop', slogan: 'In one sentence', hotline: 'Hotline', hotline_hours: 'Hours', hours_hint: 'For instance 9:00–21:00',
      returns: 'Return address', returns_note: 'Where shoppers send goods back to.', return_name: 'Receiver', return_phone: 'Phone', return_address: 'Address', saved: 'Settings saved', updated: 'Changed',
      installation: 'Installation', installation_note: 'Set by the configuration file and the environment on the server; only to read here, without secrets.', key: 'Setting', value: 'Value', source: 'From', find: 'Find a setting', sources: { environment: 'Environment', file: 'File', default: 'Default', generated: 'Generated' },
    },
  },
} satisfies ByLanguage
