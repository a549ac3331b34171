// Backup and recovery, in Japanese.
import type { backup as english } from '../en/backup.ts'

export const backup: typeof english = {
  title: 'バックアップ',
  intro:
    '手紙、知り合い、鍵を1つのファイルに収めます。24の単語がなければ開けないので、どこに置いてもかまいません。単語は別の場所に保管してください。',
  introLocked:
    '手紙、知り合い、鍵を1つのファイルに収めます。開くには、24の単語とパスフレーズの両方が必要です。それでも、単語は別の場所に保管してください。',
  last: (when, letters, path) => `最新：${when}、手紙${letters}通、${path}`,
  none: 'バックアップはまだありません。',
  running: 'バックアップを作っています…',
  failed: '自動バックアップに失敗しました。1時間ごとにもう一度試します。下のフォルダーを確かめてください。',
  path: '保存先',
  pathHint: (home) =>
    `フォルダー（USBメモリーがおすすめです）か、ファイルのフルパス${home === null ? '' : `（例：${home}/my.fumikura-backup）`}を指定してください。`,
  /** Label of the buttons that fill in the path. */
  places: '使えるフォルダー',
  disk: (name) => `${name}へ`,
  homeFolder: 'ホームフォルダーへ',
  noFolder: 'そのフォルダーが見つかりません。USBメモリーなら、差し込まれているか確かめてください。',
  placeFaults: {
    relative: 'フルパスで入力してください。/ で始めるか、ホームフォルダーなら ~/ で始めます。',
    denied: 'そこには書き込めません。別のフォルダーを選んでください。',
    'read-only': 'このディスクは読み取り専用です。別のディスクを選んでください。',
    name: 'ファイルの名前が長すぎます。短くしてください。',
    taken: '同じ名前のファイルがすでにあります。別の名前にしてください。',
  },
  make: '今すぐバックアップ',
  chooseAndMake: '場所を選んでバックアップ…',
  chooseOther: '別の場所へ…',
  making: '書き込んで、確かめています…',
  made: (letters) => `バックアップを作り、確かめました。手紙${letters}通が入っています。`,
  every: '自動バックアップ',
  intervals: { off: 'オフ', day: '毎日', week: '毎週' },
  folder: 'バックアップのフォルダー',
  folderHint: 'このディスクとは別のディスクがおすすめです。',
  chooseFolder: 'フォルダーを選ぶ…',
  folderIs: (folder) => `保存先：${folder}`,
  folderWrong: 'そのフォルダーはありません。すでにあるフォルダーを選んでください。',
  files: '大きなファイルも含める',
  filesHint: '自分の写真などのファイルです。含めなければ、バックアップは小さくなります。',
  others: '受け取った手紙も含める',
  othersHint: '開封した手紙と、その本文です。',
  save: '保存',
  saved: '保存しました。',
  holds:
    '以前のバックアップには、その後に取り下げたり削除したりしたものが残っています。不要な写しは処分してください。',

  passphraseNone:
    '単語とバックアップを同じ場所に置くと、両方を見つけた人がすべてを読めます。パスフレーズを付けて、別の場所に控えるか覚えておけば、それを防げます。',
  passphraseAdd: 'パスフレーズを追加…',
  passphraseSince: (when) =>
    `バックアップを開くには、単語のほかにパスフレーズが必要です（設定：${when}）。忘れたかもしれないときは、このコンピューターが使えるうちに変更してください。以前のパスフレーズは不要です。`,
  passphraseNext:
    '最後のバックアップは変更前のもので、これまでどおりに開きます。次のバックアップは全体を書き直します。以前の写しはそのままです。',
  passphraseChange: 'パスフレーズを変更…',
  passphraseRemove: 'パスフレーズを外す',
  passphraseTitle: 'バックアップのパスフレーズ',
  passphraseWarning:
    '忘れると、24の単語があっても、誰にもバックアップを開けません。単語だけではアカウントしか戻らず、手紙は戻りません。このコンピューターが使えるうちは、ここで別のパスフレーズに変更できます。',
  passphraseNew: 'バックアップのパスフレーズ',
  passphraseDone: '設定しました。次のバックアップから必要です。',
  passphraseRemoved: '外しました。次のバックアップは単語だけで開きます。',

  checkTitle: '単語の確認',
  checkWhen: (when) => `最後の確認：${when}`,
  check: '単語を確認する',
  checkRight: 'このアカウントの単語です。問題ありません。',
  checkWrong:
    '別のアカウントの単語です。もう一度、紙をご覧ください。なくした場合は、下の「なくしたときは」をご覧ください。',
  lostTitle: 'なくしたときは',
  lostText:
    '単語は再発行できず、単語がなければバックアップも開けません。このコンピューターが使えるうちは、何も失われません。今のうちに、次のようにしてください。',
  lostSteps: [
    '下の「手紙は自分のもの」ですべてを書き出し、別の場所にも写しを置きます。',
    '別のコンピューターで新しいアカウントを作り、その単語をすぐに紙に書きます。',
    '書き出したものをそこに取り込みます。手紙を読んだり検索したりできます。',
    'ここから知り合いに手紙で知らせ、新しいアカウントに招待します。',
  ],

  words: '24の単語',
  wordNumber: (position) => `${position}番目`,
  wordUnknown: '一覧にない単語です',
  wordsLeft: (count) => `あと${count}語入力してください。`,
  wordsNoPhrase:
    'どれも使われる単語ですが、組み合わせが違います。1語が違うか、順番が入れ替わっているようです。',

  haveWords: '24の単語を持っています',
  recoverTitle: 'アカウントの復元',
  recoverIntro: '紙に書いた24の単語を入力してください。2、3文字入力すると、候補から選べます。',
  next: '次へ',
  back: '戻る',
  fileTitle: 'バックアップのファイルはありますか？',
  fileIntro:
    'USBメモリー、別のディスク、バックアップのフォルダーなど、保存した場所にあります。名前の終わりは .fumikura-backup です。ファイルがあれば、手紙と知り合いも戻ります。なければ、戻るのはアカウントだけで、知り合いはもう一度招待します。',
  stepOf: (step, of) => `手順${step}/${of}`,
  chooseFile: 'バックアップのファイルを選ぶ…',
  otherFile: '別のファイルを選ぶ…',
  chosen: '選んだファイル：',
  nameTitle: 'お名前',
  withFile: 'すべてを復元',
  withoutFile: 'バックアップはありません',
  nameIntro: '単語には名前が含まれていません。',
  comeBack: 'この名前で続ける',
  steps: {
    sending: 'ファイルを読み込んでいます…',
    reading: 'バックアップを開いています…',
    rows: '知り合いと鍵を復元しています…',
    letters: '手紙を復元しています…',
  },
  percent: (share) => `${share}%`,
  wrongPerson: 'このバックアップは別のアカウントのものです。ファイルと単語を確かめてください。',
  noBackup: 'このファイルはバックアップではありません。別のファイルを選んでください。',
  fileDamaged: 'このバックアップは壊れていて開けません。ほかに写しはありませんか？',
  noFile: 'そのファイルが見つかりません。選び直してください。',

  lockedTitle: 'このバックアップにはパスフレーズが必要です',
  lockedIntro:
    'バックアップのために設定したもので、24の単語とは別のものです。これがなければ、このファイルは誰にも開けません。ファイルがなければ、戻るのはアカウントだけで、知り合いはもう一度招待します。',
  lockedLabel: 'バックアップのパスフレーズ',
  lockedWrong: 'パスフレーズが違います。大文字と小文字、空白も区別されます。もう一度お試しください。',

  doneTitle: 'おかえりなさい',
  doneAsOf: (when) => `${when}のバックアップから：`,
  doneLetters: (count) => `手紙${count}通`,
  doneContacts: (count) => `知り合い${count}人`,
  doneFiles: (count) => `ファイル${count}件`,
  doneGroups: (count) => `グループ${count}件`,
  doneHeld: (count) =>
    `まだ送っていない手紙が${count}通あり、「保留・予約」に入っています。保留を解くまで届きません。`,
  doneAsIs: 'バックアップから：',
  doneLost: 'バックアップの記録の一部を読み取れませんでした。次のものが欠けています。',
  doneUnlisted:
    'バックアップの目次を読み取れませんでした。ここに挙げたもののほかにも、欠けているものがあるかもしれません。',
  lost: {
    own: (count) => `自分の名前、写真、鍵の記録：${count}件`,
    contents: (count) => `自分の手紙やファイルの本体（一部または全部）：${count}件`,
    letters: (count) => `手紙の記録：${count}件`,
    openings: (count) => `手紙を開ける人と開いた人の記録：${count}件`,
    drafts: (count) => `下書き：${count}件`,
    files: (count) => `ファイルやアルバムの記録：${count}件`,
    people: (count) => `人の記録：${count}件`,
    groups: (count) => `グループの記録：${count}件`,
    follows: (count) => `フォローしている人の記録：${count}件`,
    places: (count) => `手紙やファイルの保管場所の記録：${count}件`,
  },
  doneAlone:
    '戻ったのはアカウントだけで、手紙と知り合いはありません。知り合いをもう一度招待してください。本人だと分かります。',
  doneContactsTold: 'この端末のことは、互いに接続したときに知り合いに伝わります。',
  doneGroupsTold:
    'グループにはそのまま参加しています。自分が管理者のグループは、このコンピューターが引き継ぎ、バックアップ後の変更をメンバーに確かめます。以前のグループのリンクは使えません。',
  enter: '手紙へ',
  waiting: (names) => `まだこの端末を知らない人：${names}`,

  newDevice: (name, when) =>
    `${name}さんは${when}から新しい端末を使っています。本人の24の単語で確認済みです。`,
  /** Shown beside a name in a list. */
  newDeviceShort: '新しい端末',
  newDeviceSeen: 'OK',

  remind: {
    failed: 'しばらくバックアップに失敗しています。',
    never: '手紙のバックアップがまだありません。',
    old: '最後のバックアップから時間がたっています。',
    'words-unchecked': '24の単語は手元にありますか？再発行はできません。',
  },
  remindAction: '確認する',
}
