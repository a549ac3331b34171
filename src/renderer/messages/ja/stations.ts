// Stations, in Japanese: “Who opens while I’m away” in the settings.
import type { stations as english } from '../en/stations.ts'

export const stations: typeof english = {
  title: '留守中の手紙の受け渡し',
  open: 'このコンピューターが動いていないあいだも手紙を開ける',
  handOver: (names) => `${names}が手紙を渡します。中身は読めません。`,
  none: '相手が手紙を開けるのは、このコンピューターが動いているあいだだけです。',
  who: {
    title: 'このコンピューターの代わりはどこにしますか',
    mine: { name: '自分の別のコンピューター', about: 'いつも動いているもの。自宅でも、借りたものでも' },
    mineHow: 'そこにFumikuraを入れて、このコマンドを実行します。表示されたリンクを、ここに入力してください。',
    command: 'コマンド',
    friend: { name: '知り合い', about: 'コンピューターをいつも動かしている人に頼む' },
    link: { name: 'リンクがある', about: 'ほかの人の保管所からもらったもの' },
    until: 'それまでは、このコンピューターが動いているあいだだけ、手紙を開いてもらえます。',
    askSubject: '私のコンピューターの代わりをお願いできますか',
    askText: (command) =>
      `私のコンピューターが動いていないあいだ、そちらのコンピューターから手紙を渡してもらえますか。中身は読めません。\n\nいつも動いているコンピューターで「${command}」を実行し、表示されたリンクを送ってください。`,
  },
  offTitle: '手紙の受け渡しをやめますか？',
  offText: (names) =>
    `${names}の利用をやめます。まだ開かれていない手紙は、このコンピューターが動いているあいだだけ開けます。もう一度使うには、新しいリンクが必要です。`,
  offDo: 'やめる',
  offDone: '手紙は、このコンピューターが動いているあいだだけ開けます。',
  test: 'いま試す',
  testing: '試しています…',
  testOpened: (names, seconds) =>
    `試しの手紙を${names}から${seconds}で開けました。このコンピューターは使っていません。`,
  testSilent: (silent, from, count) =>
    count === 0
      ? `${silent}は応答しませんでした。`
      : `${silent}は応答しませんでした。${from}が応答したので、手紙は開けます。`,
  testFailed: (silent, need) =>
    `試しの手紙を開けませんでした。${silent}が応答しませんでした。開くには${need}か所の応答が必要です。`,
  more: 'その他',
  moreAbout: (_count, shown) => `保管所${shown}か所、容量、見える範囲`,
  technical: '技術的な詳細',

  number: (number) => `番号 ${number}`,
  numberHint:
    '保管所には、それぞれの番号が表示されます。同じであることを確かめたら、印を付けてください。あいだに別の誰かがいないことが分かります。',
  compared: '確認済み',
  notCompared: '未確認',
  isOnline: '接続中',
  isOffline: '未接続',
  lastAnswer: (ago) => `最後の応答は${ago}`,

  faults: {
    fenced:
      '以前の状態に戻されたため、手紙を渡すことも取り下げることもできません。利用をやめて、追加し直してください。',
    stranger:
      'この保管所に、自分の登録がなくなっています。利用をやめ、新しいリンクをもらって追加し直してください。',
    givenOut: '今日、読み手に渡せる量の上限に達しました。明日また渡せるようになります。',
    full: '上限に達したため、これ以上は預かりません。すでに預けたものは残ります。',
  },
  waiting: (_count, shown) => `${shown}通がまだ届いていません`,
  recallsWaiting: (_count, shown) => `${shown}通の取り下げをまだ確認できていません`,
  hasAll: (count, shown) => (count === 0 ? '預けたものはまだありません' : `${shown}通すべてを預けています`),
  space: (used, limit) => `${limit}のうち${used}`,
  nearlyFull: '残りわずか',
  full: '上限',
  spaceOf: (name) => `「${name}」の容量`,

  acts: (name) => `「${name}」の操作`,
  rename: '名前を変更…',
  renameTitle: '保管所の名前を変更',
  renameName: '名前',
  renameHint: 'この名前は自分にだけ表示されます。',
  leave: '利用をやめる…',
  leaveTitle: (name) => `「${name}」の利用をやめますか？`,
  leaveMoves: (_left, shown) => `まだ開かれていない手紙は、先に残りの${shown}か所へ移ります。`,
  leaveWaits: 'まだ開かれていない手紙は、このコンピューターが動いているあいだだけ開けます。',
  leaveBurns: (letters, shown, bytes) =>
    letters === 0
      ? `預けたもの（${bytes}）は、すべて削除されます。`
      : `預けた手紙${shown}通（${bytes}）と、まだ開かれていない手紙の鍵の一部は、保管所からすべて削除されます。`,
  leaveKeeps:
    '手元の手紙はそのまま残ります。この保管所の応答を待っている取り下げは、削除されたことで1か所分が済みます。',
  leaveNext: (need, left) => `これから送る手紙は、${left}か所中${need}か所で開けます。`,
  leaveOffline: 'いまは未接続です。次に接続したときに削除されます。',
  leaveDo: '利用をやめる',
  left: (name) => `「${name}」の利用をやめました。預けたものは削除されました。`,
  leftUntold: (name) => `「${name}」の利用をやめます。預けたものは、手紙がすべて移ってから削除されます。`,
  lose: '失われたものとして扱う…',
  loseTitle: (name) => `「${name}」は失われましたか？`,
  loseText:
    'ディスクがもう存在しない場合だけ選んでください。この保管所は、鍵の一部をすべて削除したものとして扱われ、残りの保管所だけで続けます。',
  loseRisk: 'もし保管所の写しが出てくると、取り下げた手紙が開かれるおそれがあります。',
  loseDo: '失われたものとして扱う',
  lost: (name) => `「${name}」を失われたものとして扱います。`,

  add: '保管所を追加…',
  addTitle: '保管所を追加',
  addLink: '保管所のリンク',
  addLinkHint: '「fumikura://station/」で始まり、1回だけ使えます。',
  addSees:
    '保管所を動かしている人には、あなたの名前、接続元、接続している時間が見えます。同じ保管所を使うほかの人のうち、誰とやり取りしているかも見えますが、内容は見えません。ほかの保管所を使う知り合いの名前は見えません。',
  addName: '自分で付ける名前',
  addOptional: '任意',
  addDo: '追加する',
  adding: '問い合わせ中…',
  added: (name) => `「${name}」を保管所に追加しました。手紙を順に預けます。`,
  addFaults: {
    link: '保管所のリンクではありません。「fumikura://」から最後まで貼り付けてください。',
    used: 'このリンクはすでに使われています。保管所で新しいリンクを表示してください。',
    expired: 'このリンクは期限が切れています。保管所で新しいリンクを表示してください。',
    silent: '保管所の応答がありません。動いていることを確かめて、もう一度お試しください。',
    full: 'この保管所には、これ以上の人を受け入れる空きがありません。',
    tooMany: '保管所は7か所までです。先にどれかの利用をやめてください。',
  },

  rule: '必要な保管所の数',
  easily: '開きやすい',
  surely: '確実に取り下げられる',
  opensBy: (need, n, shown, all) => {
    if (need === n) return n === 2 ? '両方がそろうと開けます。' : `${all}か所すべてがそろうと開けます。`
    return need === 1
      ? n === 2
        ? 'どちらか1か所で開けます。'
        : `${all}か所のうち、どこか1か所で開けます。`
      : `${all}か所のうち${shown}か所で開けます。`
  },
  recallsBy: (certainAt, n, shown, all) => {
    const who =
      certainAt === n
        ? n === 2
          ? '両方'
          : `${all}か所すべて`
        : certainAt === 1 && n === 2
          ? 'どちらか1か所'
          : `${shown}か所`
    return `取り下げは、${who}が応答すると確定します。`
  },
  ruleOfOne: (name) => `${name}が手紙を渡します。取り下げは、応答があると確定します。`,
  seesTitle: '保管所に見えるもの：',
  sees: 'あなたの名前、手紙の大きさ、知り合いのおおよその数、手紙が開かれた日時と接続元。知り合いが同じ保管所を使っていると、2人がやり取りしていること、その量と日時も見えます。',
  neverTitle: '決して見えないもの：',
  never:
    '本文、件名、ほかの保管所を使う知り合いの名前。誰が手紙を開いたかも伝わりませんが、接続元から推測されることはあります。すべての保管所が力を合わせても、手紙は読めません。',
  conspire: '保管所が何か所も読み手と手を組むと、取り下げた手紙が開かれることがあります。',
  itTakes: (_count, shown) => `いまの設定では、${shown}か所が手を組むと開けます。`,

  onlyHere: (_count, shown) => `${shown}通はこのコンピューターにしかありません`,
  onlyHereHint: '保管所に届くまでは、このコンピューターが動いているあいだだけ開けます。',
}
