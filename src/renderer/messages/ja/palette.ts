// The command palette, in Japanese.
import type { palette as english } from '../en/palette.ts'

export const palette: typeof english = {
  title: 'どこへでも、何でも',
  placeholder: '場所、人、すること…',
  nothing: '当てはまるものがありません。',
  writeTo: (name) => `${name}さんに書く`,
  showPerson: (name) => `${name}さんの頁`,
  searchFor: (query) => `手紙から「${query}」をさがす`,
  results: (count) => `${count} 件`,
  theme: { system: 'テーマ：システムに合わせる', light: 'テーマ：明るい', dark: 'テーマ：暗い' },
  language: { en: 'Language: English', ja: '言語：日本語' },
}
