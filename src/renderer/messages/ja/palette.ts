// The command palette, in Japanese.
import type { palette as english } from '../en/palette.ts'

export const palette: typeof english = {
  title: '移動と操作の一覧',
  placeholder: '手紙、人、場所、操作…',
  nothing: '当てはまるものはありません。',
  writeTo: (name) => `${name}さんに書く`,
  showPerson: (name) => `${name}さんの情報`,
  invite: '人を招待する・招待を受ける',
  setting: (name) => `設定：${name}`,
  newNote: 'メモを書く',
  newPublic: '公開投稿を書く',
  newGroup: 'グループを作る',
  label: (label) => `ラベル：${label}`,
  files: (view) => `ファイル：${view}`,
  myPosts: '自分の投稿',
  whomIFollow: 'フォローしている人',
  searchFor: (query) => `手紙から「${query}」を検索`,
  results: (count) => `${count}件`,
  theme: { system: 'テーマ：システムに合わせる', light: 'テーマ：ライト', dark: 'テーマ：ダーク' },
  language: { en: 'Language: English', ja: '言語：日本語' },
}
