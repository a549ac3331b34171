// The state of a letter in one or two words, in Japanese.
import type { states as english } from '../en/states.ts'

export const states: typeof english = {
  sealed: '封のまま',
  held: '保留',
  scheduled: '予約',
  notified: '通知済み',
  referenced: '開封済み',
  done: '完了',
  accepted: '承諾',
  declined: '辞退',
  recalled: '取り下げ',
  recalling: '取り下げ中',
  expired: '期限切れ',
  mixed: '人によって異なる',
  draft: '下書き',
  stored: '自分だけ',
  public: '公開',
  unknown: '不明',
}
