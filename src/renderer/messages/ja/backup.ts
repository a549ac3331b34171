// Backups, and coming back, in Japanese.
import type { backup as english } from '../en/backup.ts'

export const backup: typeof english = {
  title: 'バックアップ',
  intro:
    '手紙、連絡先、鍵をひとつのファイルに収めます。開けるのはあなたの24語だけなので、どこに置いてもかまいません。単語は別の場所に保管してください。',
  introLocked:
    '手紙、連絡先、鍵をひとつのファイルに収めます。開くには、あなたの24語とパスフレーズの両方が必要です。それでも、単語は別の場所に保管してください。',
  last: (when, letters, path) => `最新: ${when}、手紙${letters}通、${path}`,
  none: 'まだありません。',
  running: 'バックアップを書き込んでいます…',
  failed: '予定のバックアップがうまくいきませんでした。1時間ごとに試します。',
  path: '書き込む場所',
  pathHint: (home) =>
    `フォルダー（USBメモリーがおすすめ）を入れると、ファイルの名前は自動で付きます。ファイルを指定するときは、先頭から書いてください${home === null ? '' : `（例: ${home}/my.fumikura-backup）`}。`,
  /** Of the buttons that fill it in. */
  places: '使えるフォルダー',
  disk: (name) => `${name}へ`,
  homeFolder: 'ホームフォルダーへ',
  noFolder: 'そのフォルダーはありません。USBメモリーなら、差し込まれているか確かめてください。',
  placeFaults: {
    relative: '先頭から書いてください。/ で始まるか、ホームフォルダーなら ~/ で始まります。',
    denied: 'そこには書き込めません。別のフォルダーを選んでください。',
    'read-only': 'このディスクは読み取り専用です。別のディスクを選んでください。',
    name: '名前が長すぎます。',
    taken: 'そこには別のファイルがあり、そのまま残します。別の名前にしてください。',
  },
  make: '今すぐバックアップ',
  chooseAndMake: '場所を選んでバックアップ…',
  chooseOther: '別の場所へ…',
  making: '書き込み、読み返しています…',
  made: (letters) => `完了し、読み返して確かめました。手紙${letters}通が入っています。`,
  every: '自動で',
  intervals: { off: 'しない', day: '毎日', week: '毎週' },
  folder: '保存先のフォルダー',
  folderHint: 'このディスクとは別のディスクがおすすめです。',
  chooseFolder: 'フォルダーを選ぶ…',
  folderIs: (folder) => `保存先: ${folder}`,
  folderWrong: 'そのフォルダーはありません。すでにあるフォルダーを指定してください。',
  files: '大きなファイルも含める',
  filesHint: 'あなたの写真などのファイル。含めなければ小さく収まります。',
  others: '相手からの手紙も含める',
  othersHint: '開いた手紙の本文です。',
  save: '保存',
  saved: '保存しました。',
  holds:
    '古いバックアップの写しには、その後に取り戻したり削除したりしたものが残っています。不要な写しは処分してください。',

  passphraseNone:
    '単語とバックアップが同じ場所にあると、両方を見つけた人がすべてを手にします。パスフレーズを別の場所に控えるか、覚えておけば、それを防げます。',
  passphraseAdd: 'パスフレーズも求める…',
  passphraseSince: (when) =>
    `バックアップを開くには、単語のほかにパスフレーズが必要です（設定: ${when}）。自信がなくなったら、このコンピューターが使えるうちに変えてください。古いものは要りません。`,
  passphraseNext:
    '最後のバックアップはこの変更より前のもので、これまでどおりに開きます。次のバックアップは全体を書き直します。以前の写しはそのままです。',
  passphraseChange: 'パスフレーズを変える…',
  passphraseRemove: 'パスフレーズを外す',
  passphraseTitle: 'バックアップのパスフレーズ',
  passphraseWarning:
    '忘れると、このバックアップは役に立ちません。24語があっても、だれにも開けません。単語だけで戻るのはあなた自身だけで、手紙は戻りません。このコンピューターが使えるうちは、ここで別のものに変えられます。',
  passphraseNew: 'バックアップのパスフレーズ',
  passphraseDone: '設定しました。次のバックアップから必要になります。',
  passphraseRemoved: '外しました。次のバックアップは単語だけで開きます。',

  checkTitle: '単語の確認',
  checkWhen: (when) => `最後の確認: ${when}`,
  check: '単語を確認する',
  checkRight: 'あなたの単語です。大丈夫です。',
  checkWrong:
    'だれかの単語ですが、あなたのものではありません。もう一度紙を見てください。なくした場合にすることは、下の「なくしたときは」にあります。',
  lostTitle: 'なくしたときは',
  lostText:
    '新しい単語はだれにも作れず、単語なしではバックアップも開けません。このコンピューターが使えるうちは何も失われていません。そのあいだに、次のようにしてください。',
  lostSteps: [
    '下の「手紙はあなたのもの」ですべてを書き出し、別の場所にも置きます。',
    '別のコンピューターで新しい人として始め、その単語をすぐに紙に書きます。',
    '書き出したものをそこに取り込みます。手紙を読むことも探すこともできます。',
    '知り合いには、ここから手紙で知らせ、新しい人からの招待で結び直してもらいます。',
  ],

  words: 'あなたの24語',
  wordNumber: (position) => `${position}番目`,
  wordUnknown: '一覧にない単語です',
  wordsLeft: (count) => `あと${count}語です。`,
  wordsNoPhrase: 'どれも単語ですが、並びが正しくありません。1語が違うか、順番が入れ替わっているようです。',

  haveWords: '24語を持っています',
  recoverTitle: 'おかえりなさい',
  recoverIntro: '紙に書いた24語を入力してください。2、3文字打つと候補が出ます。',
  next: '次へ',
  back: '戻る',
  fileTitle: 'バックアップのファイルはありますか？',
  fileIntro:
    'USBメモリー、別のディスク、またはバックアップ用のフォルダーなど、書き込んだ場所にあります。名前の終わりは .fumikura-backup です。あれば、手紙と連絡先が戻ります。なくても同じあなたに戻れますが、連絡先とは結び直しになります。',
  stepOf: (step, of) => `手順 ${step}/${of}`,
  chooseFile: 'バックアップのファイルを選ぶ…',
  otherFile: '別のファイルを選ぶ…',
  chosen: '選んだファイル:',
  nameTitle: 'お名前は？',
  withFile: 'すべてを戻す',
  withoutFile: 'バックアップはありません',
  nameIntro: '単語だけでは、あなたの名前はわかりません。',
  comeBack: 'この名前で戻る',
  steps: {
    sending: 'ファイルを取り寄せています…',
    reading: 'バックアップを読んでいます…',
    rows: '連絡先と鍵を戻しています…',
    letters: '手紙を戻しています…',
  },
  percent: (share) => `${share}%`,
  wrongPerson: 'このバックアップは別の人のものです。ファイルと単語をお確かめください。',
  noBackup: 'このファイルはバックアップではありません。',
  fileDamaged: 'このバックアップは壊れていて、開けるものがありません。ほかに写しはありませんか？',
  noFile: 'そのファイルはありません。',

  lockedTitle: 'このバックアップにはパスフレーズが必要です',
  lockedIntro:
    'バックアップのために設定したもので、24語のどれでもありません。これがなければ、このファイルはだれにも開けません。ファイルがなくても同じあなたに戻れますが、連絡先とは結び直しになります。',
  lockedLabel: 'バックアップのパスフレーズ',
  lockedWrong: '違います。大文字と小文字、空白も区別されます。もう一度お試しください。',

  doneTitle: '戻りました',
  doneAsOf: (when) => `${when}のバックアップから:`,
  doneLetters: (count) => `手紙${count}通`,
  doneContacts: (count) => `連絡先${count}人`,
  doneFiles: (count) => `ファイル${count}件`,
  doneGroups: (count) => `グループ${count}件`,
  doneHeld: (count) =>
    `まだ出ていなかった手紙が${count}通あります。「保留・予約」にあり、あなたが出すまで届きません。`,
  doneAsIs: 'バックアップから:',
  doneLost: 'バックアップの記録の一部を読み取れず、次のものが戻りませんでした。',
  doneUnlisted:
    'バックアップの目次を読み取れませんでした。ここに挙げたもののほかにも、戻っていないものがあるかもしれません。',
  lost: {
    own: (count) => `あなたの名前・写真・鍵の記録：${count}件`,
    contents: (count) => `あなたの手紙やファイルの本体（一部または全部）：${count}件`,
    letters: (count) => `手紙の記録：${count}件`,
    openings: (count) => `だれが手紙を開けるか・開いたかの記録：${count}件`,
    drafts: (count) => `下書き：${count}件`,
    files: (count) => `ファイルやアルバムの記録：${count}件`,
    people: (count) => `人の記録：${count}件`,
    groups: (count) => `グループの記録：${count}件`,
    follows: (count) => `フォローしている人の記録：${count}件`,
    places: (count) => `手紙やファイルの保存場所の記録：${count}件`,
  },
  doneAlone:
    '戻ったのはあなただけです。手紙も連絡先もありません。招待でもう一度結んでください。相手はあなただとわかります。',
  doneContactsTold: '連絡先には、おたがいがオンラインになったときに伝わります。',
  doneGroupsTold:
    'グループにはそのまま参加しています。あなたが持ち主のグループはこのパソコンが引き継ぎ、バックアップ後の変更をメンバーに確かめます。以前の参加リンクは使えません。',
  enter: '手紙へ',
  waiting: (names) => `まだこの端末を知らない人: ${names}`,

  newDevice: (name, when) =>
    `${name}さんは${when}から新しい端末で書いています。同じ単語が署名した、同じ人です。`,
  /** Beside a name in a list. */
  newDeviceShort: '新しい端末',
  newDeviceSeen: 'わかりました',

  remind: {
    failed: 'しばらくバックアップができていません。',
    never: '手紙のバックアップがまだありません。',
    old: '最後のバックアップから時間がたっています。',
    'words-unchecked': '24語は手元にありますか？新しい単語は作れません。',
  },
  remindAction: '見る',
}
