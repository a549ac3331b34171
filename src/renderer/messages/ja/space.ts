// Room, in Japanese.
import type { space as english } from '../en/space.ts'

export const space: typeof english = {
  own: 'あなたの蔵にあるもの',
  total: (bytes, things) => `${things}、${bytes}`,
  things: (_count, shown) => `${shown}件`,
  nothing: 'まだありません',
  byKind: '種類ごと',
  byAudience: '相手ごと',
  byAge: '古さごと',
  byPerson: '送った人ごと',
  kinds: {
    letter: '手紙',
    picture: '写真',
    film: '動画',
    sound: '音声',
    document: '書類',
    collection: 'アルバム',
    other: 'その他',
  },
  kind: {
    letter: '手紙',
    picture: '写真',
    film: '動画',
    sound: '音声',
    document: '書類',
    collection: 'アルバム',
    other: 'ファイル',
  },
  audiences: { self: '自分だけ', persons: '個人', group: 'グループ', public: '全員' },
  audience: { self: '自分だけ', persons: '個人宛て', group: 'グループ宛て', public: '全員宛て' },
  ages: { week: '1週間以内', month: '1か月以内', year: '1年以内', older: 'それより前' },
  placeless: '相手に渡す、撮影場所を除いた写し',
  largest: '大きいもの',
  deleteOf: (name) => `「${name}」を削除`,

  kept: 'ほかの人のもの',
  keptSum: (bytes, quota) => `ファイル${bytes}（上限${quota}）`,
  keptText: (letters, pinned) =>
    `開いた手紙は残ります（${letters}）。ファイルは手元に置いた写しです。ずっと置くと決めたもの（${pinned}）は、自然に消えることはありません。`,
  keptFiles: '大きいもの',
  partOf: (here, size) => `${size}のうち${here}`,
  pinned: 'ずっと手元に',
  pinOf: (name) => `「${name}」をずっと手元に置く`,
  unpinOf: (name) => `「${name}」をずっと置くのをやめる`,
  dropOf: (name) => `「${name}」の写しを手元から消す`,
  dropped: (name) => `写しを消しました。${name}さんの蔵には残っていて、また取り寄せられます。`,
  quota: 'ほかの人のファイルに使う容量',
  quotaHint: '超えると、長く使っていないものから消えます。また取り寄せられます。',
  quotaSet: (bytes) => `ほかの人のファイルを${bytes}まで置きます。`,

  disk: 'このディスク',
  diskSum: (used, free) => `Fumikuraが${used}を使用、空き${free}`,
  waiting: (bytes) => `削除した${bytes}は、まだディスクに返していません。いずれ自然に返ります。`,
  giveBack: '今すぐ返す',
  givingBack: '返しています…',
  gaveBack: (bytes) => `ディスクの空きが${bytes}増えました。`,

  deletion: {
    title: (name) => `「${name}」を削除しますか？`,
    titleMany: (count) => `${count}件のファイルを削除しますか？`,
    destroyed: (count, shown, bytes) =>
      count === 1
        ? `鍵を破棄します。まだ開いていない人は二度と開けず、あなたも開けなくなります。ディスクの空きが${bytes}増えます。`
        : `${shown}件の鍵を破棄します。まだ開いていない人は二度と開けず、あなたも開けなくなります。ディスクの空きが${bytes}増えます。`,
    held: (_count, shown) =>
      `${shown}件は、あなたの手紙やアルバムに入っています。この一覧から消えるだけで、最後の一つがなくなるときに破棄されます。`,
    anAlbum: 'あなたのアルバム',
    holders: '入っているところ',
    keptBy: (_count, names) => `${names}は開いたので、取り寄せた分は手元に残ります。`,
    openTo: (names) => `鍵は${names}に渡っています。開いたかどうかは誰にも分かりません。`,
    keptByNobody: () => 'ほかに開いた人はいません。',
    withFiles: '中の写真も削除する',
    filesStay: (_count, shown) => `中の${shown}件は、あなたのファイルに残ります。`,
    filesGo: (_count, shown) =>
      `中の${shown}件も削除します。ほかの手紙やアルバムに入っているものは、一覧から消えるだけです。開いた人の手元には残ります。`,
    action: '削除',
    done: '削除しました。ディスクの空きが増えます。',
    doneHeld: '一覧から外しました。手紙やアルバムには残っています。',
  },
}
