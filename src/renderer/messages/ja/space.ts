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
    mail: 'メール',
    picture: '写真',
    film: '動画',
    sound: '音声',
    document: '書類',
    collection: 'アルバム',
    other: 'その他',
  },
  kind: {
    letter: '手紙',
    mail: 'メール',
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
    `開封した手紙は、手元に残ります（${letters}）。ほかの人のファイルは写しなので、空きが足りなくなると消すことがあります。常に手元に置くファイル（${pinned}）は消しません。`,
  keptFiles: '大きいもの',
  partOf: (here, size) => `${size}中${here}`,
  pinned: '常に手元に',
  pinOf: (name) => `「${name}」を常に手元に置く`,
  unpinOf: (name) => `「${name}」を常に手元に置くのをやめる`,
  dropOf: (name) => `「${name}」の写しを消す`,
  dropped: (name) => `ファイルの写しを消しました。${name}さんの蔵には残っており、また受け取れます。`,
  quota: 'ほかの人のファイルに使う容量',
  quotaHint: 'この容量を超えると、長く使っていないファイルから消します。消したファイルは、また受け取れます。',
  quotaSet: (bytes) => `ほかの人のファイルを${bytes}まで手元に置きます。`,

  disk: 'このディスク',
  diskSum: (used, free) => `Fumikuraが${used}を使用、空き${free}`,
  waiting: (bytes) =>
    `削除したファイル${bytes}が、まだディスクに残っています。この分は、自動で空きになります。`,
  giveBack: '今すぐ空きにする',
  givingBack: '空きにしています…',
  gaveBack: (bytes) => `ディスクの空きが${bytes}増えました。`,

  deletion: {
    title: (name) => `「${name}」を削除しますか？`,
    titleMany: (count) => `${count}件のファイルを削除しますか？`,
    destroyed: (count, shown, bytes) =>
      count === 1
        ? `開くための鍵を破棄します。元には戻せません。まだ開いていない人も自分も、開けなくなります。ディスクの空きが${bytes}増えます。`
        : `${shown}件を開くための鍵を破棄します。元には戻せません。まだ開いていない人も自分も、開けなくなります。ディスクの空きが${bytes}増えます。`,
    held: (_count, shown) =>
      `${shown}件は、自分の手紙やアルバムで使っています。今はこの一覧から消えるだけです。使っている手紙やアルバムがすべてなくなると、破棄されます。`,
    anAlbum: '自分のアルバム',
    holders: '使われている場所',
    keptBy: (_count, names) => `${names}はすでに開いたので、受け取った分が相手の手元に残ります。`,
    openTo: (names) => `開くための鍵が${names}に渡っているため、開いたかどうかは誰にも分かりません。`,
    keptByNobody: () => 'ほかに開いた人はいません。',
    withFiles: 'アルバムの中の写真も削除する',
    filesStay: (_count, shown) => `アルバムの中のファイル${shown}件は、「ファイル」の画面に残ります。`,
    filesGo: (_count, shown) =>
      `アルバムの中のファイル${shown}件も削除します。手紙やほかのアルバムで使っているファイルは、「ファイル」の画面から消えるだけです。すでに開いた人の手元には残ります。`,
    atStations: (_count, shown) =>
      `保管所（${shown}か所）の確認が必要です。確認が届くまでは、保管所で開かれることがあります。`,
    confirmed: (confirmed, of) =>
      `${of}か所の保管所のうち${confirmed}か所が確認しました。誰が開いたかが確かになるまで、本文のない行が「送信済み」に残ります。`,
    openedBy: (names) => `${names}はすでに開いていました。`,
    waiting: '削除済み（まだ確かではありません）',
    action: '削除',
    done: '選んだものを削除しました。ディスクの空きが増えます。',
    doneHeld: '選んだものを一覧から消しました。自分の手紙やアルバムには残っています。',
  },
}
