// Documents, in Japanese.
import type { documents as english } from '../en/documents.ts'

export const documents: typeof english = {
  empty: '書類はまだありません',
  emptyText: '書類を一度追加すれば、何通の手紙にでも添付できます。複製はしません。',
  filedUnder: 'タグ',
  all: 'すべて',
  noneTagged: 'このタグの書類はありません。',
  versions: (count) => `${count}版`,
  back: '書類の一覧',
  view: '表示',
  viewOf: (when) => `${when}の版を表示`,
  newVersion: '新しい版…',
  replacing: '新しい版を保管しています…',
  replaced: 'これが最新の版になりました。手紙には、送ったときの版が残ります。',
  attachHint: '手紙からはリンクするだけで、何度使っても複製はしません。',
  history: '版の一覧',
  historyHint: '手紙には、いつも送ったときの版が表示されます。',
  latest: '最新',
  restore: 'この版に戻す',
  restoreOf: (when) => `${when}の版に戻す`,
  restored: 'この版が最新になりました。',
}
