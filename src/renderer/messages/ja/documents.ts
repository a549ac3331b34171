// Documents, in Japanese.
import type { documents as english } from '../en/documents.ts'

export const documents: typeof english = {
  empty: '書類はまだありません',
  emptyText: '書類を一度追加すれば、何通の手紙にでも添付できます。書類は複製されません。',
  filedUnder: 'タグ',
  all: 'すべて',
  noneTagged: 'このタグの書類はありません。',
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
