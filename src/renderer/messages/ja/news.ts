// News in the inbox, in Japanese.
import type { news as english } from '../en/news.ts'

export const news: typeof english = {
  andMore: (name, more) => `${name}、ほか${more}人`,
  inviteAccepted: '招待に応じてくれました。知り合いになりました。',
  acceptedYou: '承認されました。知り合いになりました。',
  renamed: (before) => `名前を変えました。以前の名前は「${before}」です。`,
  guestWaits: () => '招待リンクから来て、承認を待っています',
  inviteEnded: 'この人の招待は、使われたか期限が切れました。新しい招待を頼んでください。',
  addedToGroup: (group) => `「${group}」に追加してくれました`,
  joinedByLink: (group) => `リンクから「${group}」に参加しました`,
  asksToJoin: (group) => `「${group}」への参加を希望しています`,
  mailRefused: (subject, line) =>
    `「${subject}」は送れませんでした。${line === '' ? '' : `メールサーバーの返答：${line}`}`,
  mailUnsure: (subject) =>
    `「${subject}」は届いていないかもしれません。接続が切れました。開いて、もう一度送れます。`,
  mailReturned: (subject, line) =>
    `「${subject}」は戻ってきました。${line === '' ? '' : `メールサーバーの返答：${line}`}`,
  sharedAlbum: '共有アルバム',
  sign: 'お知らせ',
  rowActs: (name) => `${name}についてのお知らせの操作`,
  archive: 'アーカイブ',
  unarchive: '受信箱に戻す',
  remove: '削除',
  archived: 'アーカイブしました。',
  unarchived: '受信箱に戻しました。',
  removed: '削除しました。',
}
