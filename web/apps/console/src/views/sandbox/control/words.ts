import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    sandbox: {
      title: '沙箱控制', note: '只在沙箱里有：拨快店铺的钟、让支付出错、看发出的短信。真实店铺没有这一页。',
      clock: { title: '店铺时间', now: '现在是', real: '与真实时间一致', ahead: '比真实时间快 {span}', hour: '快 1 小时', day: '快 1 天', week: '快 7 天', back: '拨回真实时间', moved: '店铺时间已调整', note: '拨快后，未付款订单、拼团、冻结期都会按新时间到期。' },
      gateway: { title: '支付故障', note: '下一笔演示支付会按这里的设置出错，用来看店铺怎么应对。', delay: '通知延迟（秒）', duplicate: '重复通知次数', lose: '丢失通知', wrong: '通知金额不对', order: '通知乱序', refund_times: '退款先失败几次', refund_for_good: '退款彻底失败', next: '只影响接下来几笔（空=一直）', save: '应用', calm: '恢复正常', saved: '已应用', on: '故障中', off: '正常' },
      sms: { title: '发出的短信', phone: '手机号', text: '内容', at: '时间', none: '还没有发过短信', none_note: '登录验证码会出现在这里。' },
    },
  },
  en: {
    sandbox: {
      title: 'Sandbox', note: 'Exists only in a sandbox: move the shop’s clock, let payments fail, read the text messages.',
      clock: { title: 'The shop’s time', now: 'It is', real: 'the same as real time', ahead: '{span} ahead of real time', hour: '1 hour on', day: '1 day on', week: '7 days on', back: 'Back to real time', moved: 'Clock moved', note: 'Unpaid orders, teams and freezes end by the new time.' },
      gateway: { title: 'Payment faults', note: 'The next demo payments misbehave like this, to see how the shop copes.', delay: 'Delay of notifications (s)', duplicate: 'Repeated notifications', lose: 'Lose notifications', wrong: 'Wrong amount', order: 'Out of order', refund_times: 'Refund fails first, times', refund_for_good: 'Refund fails for good', next: 'Only for the next … (empty: until changed)', save: 'Apply', calm: 'Behave again', saved: 'Applied', on: 'Misbehaving', off: 'Behaving' },
      sms: { title: 'Text messages', phone: 'Phone', text: 'Text', at: 'Time', none: 'No message yet', none_note: 'Sign-in codes appear here.' },
    },
  },
} satisfies ByLanguage
