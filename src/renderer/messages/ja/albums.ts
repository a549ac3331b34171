// Albums, in Japanese.
import type { albums as english } from '../en/albums.ts'

export const albums: typeof english = {
  untitled: '（題名なし）',
  sealedFrom: (name) => `${name}さんのアルバム`,
  onlyYou: 'あなただけ',
  sharedWith: (names) => `${names}と共有`,
  grown: '追加がありました',
  create: '新しいアルバム',
  make: 'アルバムを作る',
  rename: '名前を変える',
  newTitle: '新しいアルバム',
  renameTitle: 'アルバムの名前',
  name: '題名',
  about: 'ひとこと',
  aboutHint: '共有した相手も読めます。',
  more: 'このアルバムのその他の操作',
  delete: 'このアルバムを削除…',
  tools: 'このアルバムの操作',
  back: 'アルバムの一覧',
  gone: 'そのアルバムはありません',
  goneText: '取り下げられたか、アドレスが途中で切れています。',
  empty: 'まだアルバムがありません',
  emptyText:
    'アルバムは、蔵にある写真の一覧です。何も複製しません。一度共有すれば、あとから加えた写真も相手に届きます。',
  nothingIn: 'まだ何も入っていません',
  nothingInText: 'ここに写真をドロップするか、上の「追加」から、または「日付順」で選んで入れてください。',
  chooseTitle: 'どのアルバムに入れますか？',
  added: (_count, shown, album) => `${shown}件を「${album}」に入れました。`,
  removed: (_count, shown) =>
    `${shown}件を外しました。ファイルには残っています。すでに開いた人の手元にも残ります。`,
  withdrawn: '取り下げました。これ以上は相手に届きません。',
  shareTitle: 'このアルバムを共有する相手',
  shareNote:
    'アルバムはあなたの蔵に一つあるだけで、送信はされません。あとから加えたものも、自然に相手に届きます。',
  removePlace: '撮影場所を取り除く',
  removePlaceHint: '相手には場所を除いた写しを渡します。あなたの写真には残ります。',
  keepPlaceHint: '相手は、どの写真がどこで撮られたかを、数メートルの細かさで地図の上に見られます。',
  placeStays: (name) =>
    `「${name}」から場所を取り除けません。アルバムから外すか、場所を残したまま共有してください。`,
  open: 'アルバムを開く',
  openMore: '見る',
  opening: '開いています…',
  sealedText: (name) => `開くと${name}さんに伝わります。写真は、見るまで${name}さんの蔵にあります。`,
  grownText: (_count, shown) => `そのあと${shown}回、追加がありました。`,
  recalled: (name) => `${name}さんが、開く前に取り下げました。ここには何も残っていません。`,
}
