// Words that mean the same on every screen, in Japanese.
import type { common as english } from '../en/common.ts'

export const common: typeof english = {
  appName: 'Fumikura',
  you: '自分',
  cancel: 'キャンセル',
  close: '閉じる',
  back: '戻る',
  next: '次へ',
  save: '保存',
  copy: 'コピー',
  copied: 'コピーしました',
  undo: '取り消す',
  retry: 'もう一度試す',
  more: 'その他',
  loading: '読み込み中…',
  dismiss: '閉じる',
  technical: '技術的な詳細',
  show: '表示',
  hide: '隠す',
  failed: 'うまくいきませんでした',
  today: '今日',
  yesterday: '昨日',
  todayAt: (time) => `今日 ${time}`,
  yesterdayAt: (time) => `昨日 ${time}`,
  tomorrowAt: (time) => `明日 ${time}`,
  dayAt: (day, time) => `${day} ${time}`,
  // `12月4日（金）9:00`, also from the whole name of the day.
  weekdayDay: (weekday, day) => `${day}（${weekday.charAt(0)}）`,
  datedAt: (day, time) => `${day}${time}`,
  weekStart: 0,
  seconds: (number) => `${number}秒`,
}
