// Documents, in Japanese.
import type { documents as english } from '../en/documents.ts'

export const documents: typeof english = {
  empty: '書類はまだありません',
  emptyText: '書類を一度追加すれば、何通の手紙にでも添付できます。書類は複製されません。',
  filedUnder: 'タグ',
  kinds: '種類',
  sorts: { pdf: 'PDF', text: '文書', sound: '音声', other: 'その他' },
  mine: '自分',
  noneFits: '合う書類はありません',
  showAll: 'すべて表示',
  inMonth: (count, sealed) =>
    [...(count > 0 ? [`${count}件`] : []), ...(sealed > 0 ? [`未開封${sealed}件`] : [])].join('、'),
  stillSealed: (_, shown) => `未開封のファイル ${shown}件`,
  inLetter: (title) => `「${title}」の中`,
  inLetters: (count) => `${count}通の手紙の中`,
  versions: (count) => `${count}版`,
  back: '書類の一覧',
  view: '表示',
  viewOf: (when) => `${when}の版を表示`,
  newVersion: '新しい版…',
  replacing: '新しい版を保管しています…',
  replaced: '新しい版を保管し、最新の版にしました。すでに送った手紙には、送ったときの版が残ります。',
  attachHint: '手紙からはこの書類にリンクするだけなので、何度添付しても複製されません。',
  history: '版の一覧',
  historyHint: '手紙には、いつも、その手紙を送ったときの版が表示されます。',
  latest: '最新',
  restore: 'この版に戻す',
  restoreOf: (when) => `${when}の版に戻す`,
  restored: '選んだ版を最新の版にしました。',
}
