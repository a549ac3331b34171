// Albums, in Japanese.
import type { albums as english } from '../en/albums.ts'

export const albums: typeof english = {
  untitled: '（題名なし）',
  sealedFrom: (name) => `${name}さんのアルバム`,
  onlyYou: '自分だけ',
  sharedWith: (names) => `${names}と共有`,
  changed: '変更あり',
  create: '新しいアルバム',
  make: 'アルバムを作る',
  rename: '名前を変更',
  newTitle: '新しいアルバム',
  renameTitle: 'アルバムの名前を変更',
  name: '題名',
  about: '説明',
  aboutHint: 'アルバムを共有した相手にも、この説明が表示されます。',
  more: 'このアルバムのその他の操作',
  delete: 'このアルバムを削除…',
  tools: 'このアルバムの操作',
  back: 'アルバムの一覧',
  gone: 'アルバムが見つかりません',
  goneText: '差出人がアルバムを取り下げたか、リンクの一部が欠けています。',
  empty: 'アルバムはまだありません',
  emptyText:
    'アルバムは、自分の蔵にある写真の一覧です。一度共有すれば、あとからアルバムに追加した写真も相手に届きます。',
  nothingIn: 'このアルバムに写真はまだありません',
  nothingInText:
    '写真をここにドロップするか、上の「追加」で入れてください。すでに蔵にある写真から選ぶこともできます。',
  pick: '写真を選ぶ…',
  pickTitle: 'どの写真を入れますか？',
  pickDo: (count, shown) => (count === 0 ? '追加' : `${shown}枚を追加`),
  chooseTitle: 'どのアルバムに入れますか？',
  added: (_count, shown, album) => `ファイル${shown}件をアルバム「${album}」に追加しました。`,
  removed: (_count, shown) =>
    `ファイル${shown}件をアルバムから外しました。「ファイル」の画面には残ります。すでに開いた人の手元にも残ります。`,
  withdrawn: 'アルバムの共有を取り下げました。写真はもう相手に届きません。',
  shareTitle: 'このアルバムを共有する',
  shareNote: 'アルバムは自分の蔵に置いたままです。あとからアルバムに追加した写真も相手に届きます。',
  removePlace: '写真から位置情報を取り除く',
  removePlaceHint: '相手には、位置情報のない写しを渡します。自分の写真には位置情報が残ります。',
  keepPlaceHint: '写真を撮影した場所が、数メートルの精度で相手の地図に表示されます。',
  show: 'アルバムを表示',
  open: 'アルバムを開く',
  openMore: 'いまのアルバムを見る',
  opening: 'アルバムを開いています…',
  sealedText: (name) =>
    `アルバムを開くと、開いたことが${name}さんに伝わります。写真は、自分が見るまで${name}さんの蔵にあります。`,
  changedText: 'このアルバムは、前に開いたときから変わりました。',
  recalled: (name) =>
    `自分が開く前に、${name}さんがこのアルバムを取り下げました。手元には何も残っていません。`,
}
