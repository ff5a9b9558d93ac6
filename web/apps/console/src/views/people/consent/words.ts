import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    consent: {
      title: '隐私同意', note: '会员同意过什么、哪个版本。发布新版的服务协议或隐私政策后，会员下次打开时需要重新确认。', document: '协议文本', kind: '内容', version: '当前版本', given: '已同意', on_current: '其中当前版本', withdrawn: '已撤回', required: '必需', optional: '可撤回', open: '查看与发布',
      shipped: '随系统提供的演示文本，上线前请替换', published: '发布于', publish: '发布新版本', publish_title: '发布第 {version} 版？', publish_required: '所有会员下次打开时都要重新确认。发布后不能修改。', publish_note: '发布后不能修改。', published_done: '已发布第 {version} 版', text_title: '标题', text_body: '正文（Markdown）', zh: '中文', en: 'English', versions: '历史版本', show: '查看', draft: '新版本', start: '编写新版本', cancel: '放弃',
      recipients: '信息接收方', recipients_note: '只有同时同意“向第三方提供”和具体接收方的会员，信息才会提供给对方（双重授权）。', add: '添加接收方', none: '还没有接收方', code: '代号（小写英文）', name: '名称', purpose: '用途', data: '提供哪些信息', added: '接收方已添加',
    },
  },
  en: {
    consent: {
      title: 'Consent', note: 'What members agreed to, and at which version. After a new version of terms or privacy every member is asked again at their next visit.', document: 'Document', kind: 'About', version: 'Version', given: 'Agreed', on_current: 'At this version', withdrawn: 'Withdrawn', required: 'Required', optional: 'Can be withdrawn', open: 'Read and publish',
      shipped: 'A demonstration text that came with the system. Replace it before you go live.', published: 'Published', publish: 'Publish', publish_title: 'Publish version {version}?', publish_required: 'Every member is asked again at their next visit. It cannot be changed afterwards.', publish_note: 'It cannot be changed afterwards.', published_done: 'Version {version} is in force', text_title: 'Title', text_body: 'Text (Markdown)', zh: '中文', en: 'English', versions: 'Earlier versions', show: 'Read', draft: 'New version', start: 'Write a new version', cancel: 'Discard',
      recipients: 'Recipients of data', recipients_note: 'Data goes to a recipient only for members who agreed both to third parties in general and to this one (double authorisation).', add: 'Add a recipient', none: 'No recipients yet', code: 'Code (lower case)', name: 'Name', purpose: 'Purpose', data: 'Which data', added: 'Recipient added',
    },
  },
} satisfies ByLanguage
