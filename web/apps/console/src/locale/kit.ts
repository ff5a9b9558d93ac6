import type { ByLanguage } from './index'

/** Words of the shared pieces, under `kit`. */
export const kitWords: ByLanguage = {
  'zh-CN': {
    retry: '重试', cancel: '取消', confirm: '确定', save: '保存', saved: '已保存', close: '关闭', copy: '复制', copied: '已复制', edit: '编辑', remove: '删除', all: '全部', none: '无', yes: '是', no: '否', more: '更多', back: '返回', next: '下一步', done: '完成',
    time: { now: '刚刚', ago: '{span}前', left: '{span}后', minutes: '{n} 分钟', hours: '{n} 小时', days: '{n} 天', over: '已到时间', left_short: '剩 {span}' },
    trouble: { unknown: '出了点问题，请稍后再试', request: '请求号 {id}', client: { offline: '网络连不上，请检查后重试', unreadable: '服务器的回答读不出来，请稍后再试' } },
    own_views: { save: '保存为视图', keep: '保存修改', name: '视图名称', rename: '重命名', default: '打开时默认', no_default: '取消默认', share: '分享给同事', unshare: '不再分享', left: '左移', right: '右移', remove: '删除视图', remove_title: '删除视图“{name}”？', done: '视图已更新', menu: '视图“{name}”的操作', shared: '共享视图', from: '{name} 分享' },
    scope_note: '只含你负责的', scope_hint: '你的角色只能看到自己的会员或地点，数字不是全店的。',
    table: { rows: '列表', search: '搜索', filters: '筛选', clear: '清空筛选', columns: '显示列', reset_columns: '恢复默认', selected: '已选 {n} 项', clear_selection: '取消选择', select_all: '选择本页', select_row: '选择 {name}', total: '共 {n} 条', total_more: '超过 {n} 条', previous: '上一页', following: '下一页', page: '第 {n} 页', size: '每页 {n} 条', empty: '没有符合条件的记录', empty_note: '放宽筛选条件，或清空后再看', sort_up: '按{name}升序', sort_down: '按{name}降序', export: '导出', from: '从', to: '到', min: '最低', max: '最高', refresh: '刷新' },
    form: { required: '必填', unsaved: '有改动还没保存，离开会丢失。确定离开？', leave: '离开', stay: '留下', draft_found: '找到上次没保存的草稿（{at}）', draft_use: '恢复草稿', draft_drop: '丢弃', fix: '请先改好标红的 {n} 处' },
    reason: { label: '原因', placeholder: '写清楚原因，会记入审计日志', required: '请填写原因' },
    picture: { add: '上传图片', replace: '更换', remove: '移除', uploading: '上传中 {percent}%', hint: 'JPG / PNG / WebP，10 MB 以内', main: '主图', earlier: '前移', later: '后移' },
    reveal: { show: '查看', title: '查看敏感信息', note: '每次查看都会记入审计日志，写明谁在什么时候为什么查看。' },
    diff: { before: '之前', after: '之后', nothing: '没有字段变化' },
    phone: { preview: '手机预览' },
    qr: { open: '用手机扫码打开', copy_link: '复制链接' },
    progress: { of: '{done} / {total}' },
    compare: { up: '比{than}多 {n}', down: '比{than}少 {n}', same: '与{than}持平' },
  },
  en: {
    retry: 'Try again', cancel: 'Cancel', confirm: 'OK', save: 'Save', saved: 'Saved', close: 'Close', copy: 'Copy', copied: 'Copied', edit: 'Edit', remove: 'Remove', all: 'All', none: 'None', yes: 'Yes', no: 'No', more: 'More', back: 'Back', next: 'Next', done: 'Done',
    time: { now: 'just now', ago: '{span} ago', left: 'in {span}', minutes: '{n} min', hours: '{n} h', days: '{n} d', over: 'time is over', left_short: '{span} left' },
    trouble: { unknown: 'Something went wrong. Please try again.', request: 'Request {id}', client: { offline: 'No connection. Please check and try again.', unreadable: 'The server’s answer could not be read. Please try again.' } },
    own_views: { save: 'Save as view', keep: 'Save changes', name: 'Name of the view', rename: 'Rename', default: 'Open the list by it', no_default: 'Not by default', share: 'Share with colleagues', unshare: 'Stop sharing', left: 'Move left', right: 'Move right', remove: 'Remove view', remove_title: 'Remove the view “{name}”?', done: 'Views updated', menu: 'What to do with “{name}”', shared: 'Shared view', from: 'Shared by {name}' },
    scope_note: 'Only yours', scope_hint: 'Your role reaches your own members or places: the numbers are not the shop’s.',
    table: { rows: 'Rows', search: 'Search', filters: 'Filters', clear: 'Clear filters', columns: 'Columns', reset_columns: 'Reset', selected: '{n} selected', clear_selection: 'Clear selection', select_all: 'Select this page', select_row: 'Select {name}', total: '{n} in all', total_more: 'more than {n}', previous: 'Previous', following: 'Next', page: 'Page {n}', size: '{n} per page', empty: 'Nothing matches', empty_note: 'Loosen the filters, or clear them', sort_up: 'Sort by {name}, ascending', sort_down: 'Sort by {name}, descending', export: 'Export', from: 'From', to: 'To', min: 'Min', max: 'Max', refresh: 'Refresh' },
    form: { required: 'Required', unsaved: 'There are changes that are not saved. Leave all the same?', leave: 'Leave', stay: 'Stay', draft_found: 'There is an unsaved draft ({at})', draft_use: 'Restore it', draft_drop: 'Discard it', fix: 'Please correct the {n} marked places' },
    reason: { label: 'Reason', placeholder: 'Say why; it is kept in the audit log', required: 'Please give a reason' },
    picture: { add: 'Upload picture', replace: 'Replace', remove: 'Remove', uploading: 'Uploading {percent}%', hint: 'JPG / PNG / WebP, up to 10 MB', main: 'Main', earlier: 'Move earlier', later: 'Move later' },
    reveal: { show: 'Reveal', title: 'Reveal personal data', note: 'Every look is kept in the audit log: who, when and why.' },
    diff: { before: 'Before', after: 'After', nothing: 'No field changed' },
    phone: { preview: 'Phone preview' },
    qr: { open: 'Scan with a phone to open', copy_link: 'Copy link' },
    progress: { of: '{done} / {total}' },
    compare: { up: '{n} more than {than}', down: '{n} less than {than}', same: 'the same as {than}' },
  },
}
