// Disk space, in Japanese.
import type { space as english } from '../en/space.ts'

export const space: typeof english = {
  own: '自分の蔵',
  total: (bytes, things) => `${things}、${bytes}`,
  things: (_count, shown) => `${shown}件`,
  nothing: 'まだありません',
  byKind: '種類ごと',
  byAudience: '相手ごと',
  byAge: '時期ごと',
  byPerson: '差出人ごと',
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
  placeless: '相手に渡す、位置情報のない写し',
  largest: '大きいもの',
  deleteOf: (name) => `「${name}」を削除`,

  kept: 'ほかの人から',
  keptSum: (bytes, quota) => `ファイル${bytes}（上限${quota}）`,
  keptText: (letters, pinned) =>
    `開封した手紙は残ります（${letters}）。ファイルは写しなので、空きが足りなくなると消すことがあります。常に手元に置くもの（${pinned}）は消しません。`,
  keptFiles: '大きいもの',
  partOf: (here, size) => `${size}中${here}`,
  pinned: '常に手元に',
  pinOf: (name) => `「${name}」を常に手元に置く`,
  unpinOf: (name) => `「${name}」を常に手元に置くのをやめる`,
  dropOf: (name) => `「${name}」の写しを消す`,
  dropped: (name) => `写しを消しました。${name}さんの蔵には残っており、また受け取れます。`,
  quota: 'ほかの人のファイルに使う容量',
  quotaHint: '超えると、長く使っていないものから消します。また受け取れます。',
  quotaSet: (bytes) => `ほかの人のファイルを${bytes}まで手元に置きます。`,

  disk: 'このディスク',
  diskSum: (used, free) => `Fumikuraが${used}を使用、空き${free}`,
  waiting: (bytes) => `削除したファイル${bytes}が、まだディスクに残っています。自動で解放されます。`,
  giveBack: '今すぐ解放',
  givingBack: '解放しています…',
  gaveBack: (bytes) => `${bytes}を解放しました。`,

  deletion: {
    title: (name) => `「${name}」を削除しますか？`,
    titleMany: (count) => `${count}件のファイルを削除しますか？`,
    destroyed: (count, shown, bytes) =>
      count === 1
        ? `鍵を破棄します。元には戻せず、まだ開いていない人も自分も開けなくなります。ディスクの空きが${bytes}増えます。`
        : `${shown}件の鍵を破棄します。元には戻せず、まだ開いていない人も自分も開けなくなります。ディスクの空きが${bytes}増えます。`,
    held: (_count, shown) =>
      `${shown}件は、自分の手紙やアルバムで使っています。この一覧から消えるだけで、最後の1つがなくなると破棄されます。`,
    anAlbum: '自分のアルバム',
    holders: '使われている場所',
    keptBy: (_count, names) => `${names}は開いたので、受け取った分が手元に残ります。`,
    openTo: (names) => `鍵は${names}に渡っており、開いたかどうかは誰にも分かりません。`,
    keptByNobody: () => 'ほかに開いた人はいません。',
    withFiles: '中の写真も削除する',
    filesStay: (_count, shown) => `中の${shown}件は、「ファイル」に残ります。`,
    filesGo: (_count, shown) =>
      `中の${shown}件も削除します。ほかの手紙やアルバムで使っているものは、「ファイル」から消えるだけです。開いた人の手元には残ります。`,
    action: '削除',
    done: '削除しました。ディスクの空きが増えます。',
    doneHeld: '一覧から消しました。手紙やアルバムには残っています。',
  },
}
