// Stations, in Japanese: “Who opens while I’m away” in the settings.
import type { stations as english } from '../en/stations.ts'

export const stations: typeof english = {
  title: '留守中の手紙の受け渡し',
  intro:
    'このコンピューターが動いていないあいだ、保管所が手紙を相手に渡し、自分宛ての通知を預かります。保管所は中身を読めません。',
  none: '保管所がないため、送った手紙を相手が開けるのは、このコンピューターが動いているあいだだけです。',
  noneHint:
    '保管所は、いつも動いているコンピューターです。自宅のもの、知り合いのもの、借りたサーバーのどれでもかまいません。そこで「fumikura station up」を実行するか、知り合いからリンクをもらってください。',

  yours: '自分の保管所',
  online: (online, all) => `${all}か所中${online}か所が接続中`,
  number: (number) => `番号 ${number}`,
  numberHint: '保管所に表示される番号と同じかどうか、確かめてください。',
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
  addHint: '保管所に表示されるリンクを使います。追加したら、番号を見比べてください。',
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
  ruleFor: 'これから送る手紙と、まだ開かれていない手紙に適用',
  easily: '開きやすい',
  surely: '確実に取り下げられる',
  choice: (need, all) => `${all}か所中${need}か所`,
  usual: '標準',
  toOpen: (need) => `開くには${need}か所`,
  toRecall: (needed) => `取り下げには${needed}か所`,
  trust: (distrust, shown, all) =>
    distrust === 0 ? `${all}か所とも信頼できる場合` : `${shown}か所が不正をしても確実`,
  law: '開きやすくするほど、確実な取り下げは難しくなります。',
  partOpen: (need) => `開く${need}`,
  partRecall: (needed) => `取り下げ${needed}`,
  balance: (need, needed) => `開くには${need}か所、取り下げには${needed}か所`,
  cheats: '不正をする保管所や、決めた記録を失う保管所を、何か所まで見込むか',
  cheatCount: (count, shown) => (count === 0 ? 'なし' : `${shown}か所`),
  oneRule:
    '保管所が1か所なら、選ぶことはありません。手紙はその1か所が渡します。取り下げは、保管所が正直なら、応答した時点で確定します。',

  outcomes: (need, all) => `${all}か所中${need}か所、自分は留守`,
  letters: '手紙',
  recalls: '取り下げ',
  down: (down, shown, isAll) => {
    if (down === 0) return isAll ? '応答あり' : 'すべて応答'
    if (isAll) return down === 1 ? '応答なし' : 'すべて応答なし'
    return `${shown}か所が応答なし`
  },
  now: 'いま',
  opens: '開ける',
  waits: '自分が戻ったら開ける',
  certain: 'すぐに確定',
  certainWhen: (missing, shown, isAll) => {
    if (isAll) return missing === 1 ? '応答が戻ったら確定' : 'すべて戻ったら確定'
    return `${shown}か所が戻ったら確定`
  },
  seesTitle: '保管所に見えるもの：',
  sees: 'あなたの名前、手紙の大きさ、知り合いのおおよその数、手紙が開かれた日時と接続元。知り合いが同じ保管所を使っていると、2人がやり取りしていること、その量と日時も見えます。',
  neverTitle: '決して見えないもの：',
  never:
    '本文、件名、ほかの保管所を使う知り合いの名前。誰が手紙を開いたかも伝わりませんが、接続元から推測されることはあります。すべての保管所が力を合わせても、手紙は読めません。',
  cheating:
    '保管所が何か所も読み手と手を組むと、取り下げた手紙が開かれることがあります。持ち主が1人に偏らないように選んでください。',

  onlyHere: (_count, shown) => `${shown}通はこのコンピューターにしかありません`,
  onlyHereHint: '保管所に届くまでは、このコンピューターが動いているあいだだけ開けます。',
}
