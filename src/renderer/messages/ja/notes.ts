// Notes, in Japanese.
import type { notes as english } from '../en/notes.ts'

export const notes: typeof english = {
  label: '開いているメモ',
  new: '新しいメモ',
  newHint: '読めるのは自分だけです。書いたものは自動で保存され、閉じると「メモ」に入ります。',
  only: (when) => `このメモを読めるのは自分だけです · ${when}`,
  title: 'タイトル',
  titleHint: 'タイトル（省くと最初の行）',
  history: 'このメモの履歴',
  seeHistory: '履歴',
  latest: '最新',
  unstored: '書いている途中（まだ版になっていません）',
  restore: '元に戻す',
  restoreOf: (when) => `${when}の版に戻す`,
  restored: '戻しました。新しい版も履歴に残っています。',
  renamed: (title) => `タイトルを「${title}」に変更`,
}
