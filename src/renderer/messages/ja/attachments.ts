// Files that a letter attaches, in Japanese.
import type { attachments as english } from '../en/attachments.ts'

export const attachments: typeof english = {
  count: (_, shown) => `ファイル${shown}件`,
  open: (name) => `${name}を見る`,
  saveOne: (name) => `${name}を保存`,
  saveAll: 'すべて保存',
  saveAway: (name) => `${name}さんは接続しておらず、ほかに持っている人もいません。あとで保存できます。`,
  inOwn: '自分の蔵にあります',
  inStore: (name) => `${name}さんの蔵にあります`,
  playFrom: (name) => `${name}さんの蔵から再生`,
}
