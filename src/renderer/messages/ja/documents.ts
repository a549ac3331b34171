// Documents, in Japanese.
import type { documents as english } from '../en/documents.ts'

export const documents: typeof english = {
  empty: 'まだ書類がありません',
  emptyText: '追加したものは、一度だけ蔵に納めます。何通の手紙に添えても、それを指すだけです。',
  filedUnder: 'タグ',
  all: 'すべて',
  noneTagged: 'このタグの書類はありません。',
  versions: (count) => `${count}版`,
  back: '書類の一覧',
  view: '表示',
  viewOf: (when) => `${when}の版を表示`,
  newVersion: '新しい版…',
  replacing: '新しい版を納めています…',
  replaced: '最新の版になりました。手紙には、添えたときの版が残ります。',
  attachHint: '手紙からはこれを指すだけで、何度使っても複製されません。',
  history: '版の一覧',
  historyHint: '手紙には、送ったときの版が表示されます。',
  latest: '最新',
  restore: '元に戻す',
  restoreOf: (when) => `${when}の版に戻す`,
  restored: 'この版を最新に戻しました。',
}
