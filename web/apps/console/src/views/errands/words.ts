import type { ByLanguage } from '@/locale'

export default {
  'zh-CN': {
    errands: {
      title: '我的任务', open: '我的任务（{n} 个进行中）', none: '还没有任务', none_note: '导出、导入和批量操作会在这里显示进度，可以离开页面，回来再看结果。',
      state: { waiting: '排队中', running: '进行中', done: '已完成', failed: '失败', cancelled: '已取消' },
      progress: '{done} / {total}', progress_open: '已处理 {done}', silent: '暂停中，等待继续', failed_count: '{n} 项失败', download: '下载', file_kept: '文件保留 {n} 天',
      cancel: '取消任务', cancel_title: '取消“{title}”？', cancel_note: '正在处理的一批会做完，已完成的部分不会撤销。', cancelled: '已取消', ended: '{title}已完成', ended_with_failures: '{title}已完成，{n} 项失败',
      failures: '失败明细', item: '项目', why: '原因', save_failures: '导出失败明细', more_failures: '只列出前 {n} 项',
      counts: { shipped: '已发货 {n}', already: '之前已处理 {n}', ready: '已备货 {n}', marked: '已标记 {n}', created: '新建 {n}', changed: '更新 {n}', unchanged: '无变化 {n}', skipped: '跳过 {n}' },
    },
  },
  en: {
    errands: {
      title: 'My tasks', open: 'My tasks ({n} under way)', none: 'No tasks yet', none_note: 'Exports, imports and bulk actions show their progress here. You may leave and come back for the result.',
      state: { waiting: 'Queued', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' },
      progress: '{done} / {total}', progress_open: '{done} so far', silent: 'Paused, will go on', failed_count: '{n} failed', download: 'Download', file_kept: 'Kept for {n} days',
      cancel: 'Cancel task', cancel_title: 'Cancel “{title}”?', cancel_note: 'The batch under way is finished; what is done stays done.', cancelled: 'Cancelled', ended: '{title}: done', ended_with_failures: '{title}: done, {n} failed',
      failures: 'What failed', item: 'Item', why: 'Why', save_failures: 'Save as a table', more_failures: 'Only the first {n} are listed',
      counts: { shipped: '{n} shipped', already: '{n} done before', ready: '{n} ready', marked: '{n} marked', created: '{n} created', changed: '{n} changed', unchanged: '{n} unchanged', skipped: '{n} skipped' },
    },
  },
} satisfies ByLanguage
