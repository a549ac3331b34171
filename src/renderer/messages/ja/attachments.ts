// Files that a letter attaches, in Japanese.
import type { attachments as english } from '../en/attachments.ts'

export const attachments: typeof english = {
  attach: '添付',
  drop: 'ここにドロップして添付',
  added: (count) => `ファイル${count}件を自分の蔵に保管しています。`,
  removed: (name) => `「${name}」を手紙から外しました。`,
  noFolders: 'フォルダーは添付できません。中のファイルを選んでください。',
  tooMany: (most) => `1通の手紙に添付できるファイルは${most}件までです。残りのファイルは添付していません。`,
  hint: 'ファイルは自分の蔵に残ります。読み手は、見たいファイルだけを受け取ります。',
  staysHint: 'ファイルは自分の蔵に残ります。',
  stored: '保管済み',
  waits: '順番待ち',
  storingOne: '保管中',
  doneOf: (done, size) => `${size}中${done}を保管`,
  pausedAt: (done, size) => `${size}中${done}で一時停止`,
  progress: (name) => `${name}の保管の進み具合`,
  pause: (name) => `${name}の保管を一時停止`,
  resume: (name) => `${name}の保管を再開`,
  cancel: (name) => `${name}を添付しない`,
  retry: (name) => `${name}をもう一度試す`,
  remove: (name) => `${name}を手紙から外す`,
  storing: 'ファイルを保管しています。その間も、手紙の続きを書けます。',
  goesThen: 'ファイルの保管が済みしだい、手紙を送ります。',
  refusedFirst: '保管できなかったファイルがあります。もう一度試すか、そのファイルを手紙から外してください。',
  problems: {
    TOO_LARGE: 'ファイルが大きすぎます',
    INVALID: '読み取り中に中身が変わったか、ファイルではありません',
    UNREACHABLE: 'この画面がFumikuraにつながっていません',
    NO_SPACE: 'ディスクがいっぱいです',
  },
  removePlace: () => '写真から位置情報を取り除く',
  removePlaceHint: '読み手には、位置情報のない写しを渡します。自分の写真には位置情報が残ります。',
  placeKept: (_, shown) => `写真${shown}枚には位置情報が残ります。`,

  count: (_, shown) => `ファイル${shown}件`,
  open: (name) => `${name}を見る`,
  saveOne: (name) => `${name}を保存`,
  saveAll: 'すべて保存',
  saveAway: (name) =>
    `${name}さんも、ほかにこのファイルを持っている人も、いま接続していません。あとで保存できます。`,
  noProgram: (name) =>
    `このコンピューターには「${name}」を開けるソフトがありません。ファイルを保存することはできます。`,
  dragAgain: (name) => `「${name}」の受け取りが済みました。もう一度ドラッグしてください。`,
  inOwn: '自分の蔵に保管',
  inStore: (name) => `${name}さんの蔵に保管`,
  keptHere: '手元に保管',
  partHere: (bytes) => `うち${bytes}を手元に保管`,
  away: (name) => `${name}さんは未接続`,
  awayFellows: (name, _, shown) =>
    `${name}さんは未接続（接続中のほかの${shown}人が、このファイルを持っているかもしれません）`,
  playFrom: (name) => `${name}さんの蔵から再生`,
}
