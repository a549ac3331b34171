// Who can read a letter, in Japanese.
import type { sharing as english } from '../en/sharing.ts'

export const sharing: typeof english = {
  share: '共有する…',
  edit: '編集',
  who: '誰が読めますか？',
  withdraw: '取り下げる',

  dialog: {
    title: 'この手紙を共有する',
    titleNote: 'このメモを共有する',
    titlePublic: 'この投稿を共有する',
    find: '知り合いまたはグループ',
    nobody: 'その名前の知り合いやグループがないか、すでに共有している相手です。',
    choose: 'ほかに読めるようにする相手を選んでください。',
    person: (name) => `${name}さんもこれを読めるようになります。`,
    group: (name, count) => `「${name}」のメンバー${count}人もこれを読めるようになります。`,
    everyone: '誰でもこれを読めるようになり、公開する前には戻せません。',
    endsRecall: '公開すると、まだ開封していない人に対しても、手紙の保留や取り下げができなくなります。',
    sameLetter:
      '自分の名前で書いた、この手紙そのものを共有します。複製も再送もしません。相手には通知が届きます。相手が開くのは、この蔵にあるこの手紙です。',
    tells: '相手が開くと、自分に分かります。相手が開封するまでは、共有を取り下げることができます。',
    notACopy: '文面を変えたいときは、新しい手紙を書いてください。',
    action: (name) => `${name}と共有する`,
    actionGroup: 'グループと共有する',
    publish: '公開する',
    busy: '共有しています…',
    shared: (name) => `共有しました。${name}が読めるようになりました。`,
    leavesNotes: '共有したので、「メモ」から「送信済み」に移りました。',
    published: '公開しました。誰でも読めるようになりました。',
  },

  withdrawDialog: {
    title: (name) => `${name}への共有を取り下げますか？`,
    titleEveryone: '公開を取り下げますか？',
    rest: (name) => `${name}は、共有したものを開けなくなります。`,
    restOfGroup: (name) =>
      `「${name}」のメンバーのうち、まだ開封していない人は、共有したものを開けなくなります。`,
    late: (name) => `${name}には間に合いません。すでに開封したため、相手の手元に残ります。`,
    lateInGroup: (opened, all) =>
      `${all}人中${opened}人には間に合いません。すでに開封したため、その人たちの手元に残ります。`,
    open: '通知を受け取った人には間に合いません。開くための鍵を、通知と一緒に渡しているためです。',
    everyone: 'この投稿が、自分の投稿一覧と公開サイトから消えます。新しく受け取る人はいなくなります。',
    everyoneKeeps:
      '投稿をすでに持っている人の手元には残り、フォローしている人からほかの人へ渡ることもあります。この操作は元に戻せません。',
    others: 'ほかの相手については、何も変わりません。',
    action: '取り下げる',
  },
  outcomes: {
    held: (name) => `${name}：手紙を保留しました。`,
    holding: (name) => `${name}：手紙を保留しているところです。間に合うかどうかは、まだ分かりません。`,
    scheduled: (name) => `${name}：手紙の送信を予約しました。`,
    notified: (name) => `${name}：通知が届きます。`,
    recalled: (name) => `${name}：手紙を取り下げました。未開封の人は、もう開けません。`,
    recalling: (name) => `${name}：手紙を取り下げているところです。間に合うかどうかは、まだ分かりません。`,
    expired: (name) => `${name}：手紙の期限がすでに切れていました。`,
    'too-late': (name) =>
      `${name}：手紙をすでに持っている人には間に合いませんでした。新しく受け取る人はいません。`,
    unknown: (name) => `${name}：うまくいったかどうか分かりません。`,
  },
  counts: {
    held: (count) => `${count}人：手紙を保留しました。`,
    holding: (count) => `${count}人：手紙を保留しているところです。間に合うかどうかは、まだ分かりません。`,
    scheduled: (count) => `${count}人：手紙の送信を予約しました。`,
    notified: (count) => `${count}人：通知が届きます。`,
    recalled: (count) => `${count}人：手紙が未開封だったため、もう開けません。`,
    recalling: (count) =>
      `${count}人：手紙を取り下げているところです。間に合うかどうかは、まだ分かりません。`,
    expired: (count) => `${count}人：手紙の期限がすでに切れていました。`,
    'too-late': (count) => `${count}人：手紙をすでに持っているため、間に合いませんでした。`,
    unknown: (count) => `${count}人：うまくいったかどうか分かりません。`,
  },

  panel: {
    title: '誰が読めますか？',
    audiences: '共有先',
    readers: '読める人',
    sent: '宛先',
    shared: '共有',
    published: '公開',
    publishedLater: 'あとで公開',
    told: (when) => `${when}に通知`,
    notTold: 'まだ通知していません',
    opens: { controlled: '差出人は誰が開いたか分かる', open: '誰が開いたか分からない' },
    opensMine: { controlled: '誰が開いたか分かる', open: '誰が開いたか分からない' },
    opened: (opened, all) => `${all}人中${opened}人が開封`,
    openedOne: '開封済み',
    notOpenedOne: '未開封',
    besides: (_count, shown) => `差出人とほか${shown}人`,
    uncounted: '読んだ人の数は数えません',
    self: '自分だけ',
    selfText: '自分の蔵にあり、誰にも通知していません。',
    everyone: '誰でも',
    group: (name) => `グループ「${name}」`,
    via: (names) => `${names}経由`,
    openedAt: (when) => `${when}に開封`,
    notMine:
      'ここに出ているのは、届いた通知に書かれている人だけです。誰が開いたかは、差出人にしか分かりません。',
    count: (shown, all) => `${all}人中${shown}人を表示`,
    more: 'さらに表示',
    nobody: 'まだ誰もいません。',
    mail: '宛名や差出人に書かれた人と、途中のメール事業者',
    mailText: '封をされずに、メールで届きました。',
    withdrawFrom: (name) => `${name}への共有を取り下げる`,
  },

  versions: {
    edited: '編集済み',
    see: (_count, shown) => `${shown}つの版を見る`,
    seeEarlier: '以前の版を見る',
    looking: '以前の版を探しています…',
    notThere: '以前の版がありますが、持っている人がいま誰も接続していません。あとでもう一度お試しください。',
    title: '版の一覧',
    latest: '最新',
    here: '表示中',
    newer: 'これより新しい版があります。',
    goToNewer: '最新の版を読む',
    first: '最初の版',
  },

  remaining: {
    title: () => 'ファイルに位置情報が残っている可能性があります',
    text: () =>
      'Fumikuraでは、ファイルの位置情報を取り除けません。ファイルを受け取った人に、場所が分かるかもしれません。',
    why: {
      kind: 'Fumikuraでは、この種類のファイルを調べられません。',
      seen: 'ファイルの中に位置情報が見つかりました。',
      form: 'ファイルの中を読み取れません。',
    },
    asIs: () => 'そのまま送る',
    leaveOut: () => 'ファイルを外す',
  },

  public: '公開された投稿です。誰でも読めます。読んだ人は数えません。',
  withdrawn:
    'この投稿の公開を取り下げました。新しく受け取る人はいませんが、すでに持っている人の手元には残ります。',
  publicLimits:
    '公開を取り下げると、この投稿は投稿一覧と公開サイトから消えますが、すでに持っている人の手元には残ります。',
  self: 'これを読めるのは自分だけです。',
  selfLimits: 'このメモは、あとでほかの人と共有できます。',
  tags: 'タグ',
}
