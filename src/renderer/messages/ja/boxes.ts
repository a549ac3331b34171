// The names of the boxes of letters, in Japanese.
import type { boxes as english } from '../en/boxes.ts'

export const boxes: typeof english = {
  inbox: '受信箱',
  waiting: 'やること',
  sent: '送信済み',
  held: '保留',
  scheduled: '予約',
  drafts: '下書き',
  archive: 'アーカイブ',
  starred: 'スター付き',
  snoozed: 'スヌーズ中',
  notes: 'メモ',
  following: 'フォロー中',
  imported: '取り込み済み',
  spam: '迷惑メール',
  trash: 'ゴミ箱',
  knocks: 'つながり申請',
}
