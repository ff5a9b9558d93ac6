import type { ByLanguage } from './index'

/** Words of the frame: menu, top bar, sign-in, common pages. */
export const shellWords: ByLanguage = {
  'zh-CN': {
    palette: { found: '找到的', recent: '最近打开', pages: '页面', nothing: '没有找到', looking: '正在找…', keys: { mac: '⌘K', other: 'Ctrl K', leave: 'Esc' } },
    shell: {
      product: '团子 · 运营后台', brand: '团子', skip: '跳到正文', menu: '主菜单', collapse: '收起菜单', expand: '展开菜单',
      groups: { home: '', trade: '交易', goods: '商品', deals: '营销', people: '会员', growth: '增长', money: '资金', system: '系统', sandbox: '沙箱' },
      language: '语言', theme: '外观', themes: { system: '跟随系统', light: '浅色', dark: '深色' }, account: '我的账号', devices: '登录设备', password: '修改密码', totp: '两步验证', sign_out: '退出登录', open_shop: '打开商城', tasks: '任务',
      live: { on: '实时连接正常', off: '实时连接断开，正在重连' }, clock: '店铺时间被调快了 {span}', search: '搜索订单、会员、商品，或输入命令',
      forbidden: '没有权限', forbidden_note: '这个页面需要的权限你没有：{permission}。如需使用，请联系店主或管理员。', not_found: '页面不存在', not_found_note: '地址可能写错了，或者页面已经搬走。', home: '回到今日',
    },
  },
  en: {
    palette: { found: 'Found', recent: 'Recent', pages: 'Pages', nothing: 'Nothing found', looking: 'Looking…', keys: { mac: '⌘K', other: 'Ctrl K', leave: 'Esc' } },
    shell: {
      product: 'Tuanzi console', brand: 'Tuanzi', skip: 'Skip to content', menu: 'Main menu', collapse: 'Collapse menu', expand: 'Expand menu',
      groups: { home: '', trade: 'Trade', goods: 'Goods', deals: 'Marketing', people: 'Members', growth: 'Growth', money: 'Money', system: 'System', sandbox: 'Sandbox' },
      language: 'Language', theme: 'Appearance', themes: { system: 'Like the system', light: 'Light', dark: 'Dark' }, account: 'My account', devices: 'Devices', password: 'Change password', totp: 'Second factor', sign_out: 'Sign out', open_shop: 'Open the shop', tasks: 'Tasks',
      live: { on: 'Live connection is up', off: 'Live connection lost, reconnecting' }, clock: 'The shop’s clock is {span} ahead', search: 'Search orders, members, products, or type a command',
      forbidden: 'No permission', forbidden_note: 'You lack the permission this page needs: {permission}. Ask the owner or an administrator.', not_found: 'No such page', not_found_note: 'The address may be mistyped, or the page has moved.', home: 'Back to today',
    },
  },
}
