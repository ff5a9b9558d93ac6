import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    engine: {
      jobs: { title: '后台任务', note: '失败的任务会自动重试；用完次数就停在这里等人处理。', name: '任务', queue: '队列', state: '状态', due: '执行时间', attempts: '次数', error: '错误', arguments: '参数', states: { waiting: '等待中', running: '执行中', dead: '已失败' }, retry: '重试', retried: '已重新排队', retry_all: '全部重试（{n}）', none: '没有失败的任务', none_note: '一切正常。任务用完重试次数后会出现在这里。', crons: '定时任务', cron: '时间表', about: '做什么' },
      facts: { title: '事件与投递', note: '每件发生的事都先记下来，再送到每个订阅者，至少一次、不会跳过。', recorded: '已记录', newest: '最新', lag: '待投递', parked: '积压', reactors: '订阅者', reactor: '订阅者', waiting: '未送达', failed: '失败', moved: '最近推进', healthy: '正常', behind: '落后', broken: '有失败', retry: '立即重试', retried: '已安排重试', outbox: '事件流', fact: '事件', at: '时间', payload: '内容', position: '序号', error: '错误', attempts: '次数', next: '下次重试', none: '还没有事件' },
    },
  },
  en: {
    engine: {
      jobs: { title: 'Jobs', note: 'What fails is tried again by itself; when its tries are used up it waits here for a person.', name: 'Job', queue: 'Queue', state: 'State', due: 'Due', attempts: 'Tries', error: 'Error', arguments: 'Arguments', states: { waiting: 'Waiting', running: 'Running', dead: 'Dead' }, retry: 'Retry', retried: 'Queued again', retry_all: 'Retry all ({n})', none: 'No dead jobs', none_note: 'All is well. A job that used up its tries appears here.', crons: 'Timetable', cron: 'When', about: 'What it does' },
      facts: { title: 'Facts and deliveries', note: 'Whatever happens is recorded first and then handed to every reactor, at least once and never skipped.', recorded: 'Recorded', newest: 'Newest', lag: 'Undelivered', parked: 'Parked', reactors: 'Reactors', reactor: 'Reactor', waiting: 'Undelivered', failed: 'Failed', moved: 'Last moved', healthy: 'Fine', behind: 'Behind', broken: 'Failures', retry: 'Retry now', retried: 'Will be retried', outbox: 'Stream of facts', fact: 'Fact', at: 'Time', payload: 'Payload', position: 'No.', error: 'Error', attempts: 'Tries', next: 'Next try', none: 'No facts yet' },
    },
  },
} satisfies ByLanguage
