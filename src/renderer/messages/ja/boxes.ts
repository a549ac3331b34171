// The names of the places where letters are looked for, in Japanese.
import type { boxes as english } from '../en/boxes.ts'

export const boxes: typeof english = {
  inbox: '受信',
  waiting: '返事待ち',
  sent: '送信（保管）',
  held: '保留・予約',
  drafts: '下書き',
  archive: 'アーカイブ',
  starred: 'スター付き',
  snoozed: 'あとで',
  knocks: 'ノック',
}
