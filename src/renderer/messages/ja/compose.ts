// Writing a letter, in Japanese.
import type { compose as english } from '../en/compose.ts'

export const compose: typeof english = {
  title: '新しい手紙',
  titleReply: '返信',
  titleNote: '新しいメモ',
  titlePublic: '新しい公開投稿',
  titleEditNote: 'メモの編集',
  titleEditPublic: '公開投稿の編集',

  to: '宛先',
  toHint:
    '宛先の名前を入力してください。Enterキーか読点で最初の候補を選び、Backspaceキーで最後の宛先を外します。',
  toPlaceholder: '知り合いまたはグループの名前',
  toNobodyFits: (typed) => `「${typed}」という名前の知り合いやグループは見つかりません。招待しますか？`,
  onlyMe: '自分だけ',
  everyone: '全員（公開）',
  orElse: 'ほかの宛先：',
  groupMembers: (_count, shown) => `メンバー${shown}人`,
  readsOnly: '自分は投稿できません',
  toNobodyYet: '手紙を送れる知り合いがまだいません。',
  toInvite: '招待する',
  toRemove: (name) => `「${name}」を宛先から外す`,
  toAdded: (name) => `「${name}」を宛先に加えました。`,
  toRemoved: (name) => `「${name}」を宛先から外しました。`,
  online: '接続中',
  unknownReader: (typed) => `「${typed}」は知り合いではありません`,

  audience: {
    nobody: 'この手紙を開けるのは、宛先に選んだ人だけです。',
    controlled: (names) => `この手紙を開けるのは${names}だけです。相手が開くと、自分に分かります。`,
    open: (names) =>
      `この手紙を開けるのは${names}だけです。相手が開いても自分には分からず、手紙を取り下げることもできません。`,
    until: (when) => `手紙を開ける期限は${when}です。`,
    scheduled: (when) => `相手に通知が届くのは${when}です。`,
    held: '相手に通知が届くのは、自分が保留を解いたときです。',
    typed: (name) => `「${name}」`,
    unknown: (names) => `${names}は知り合いではありません。宛先から外すか、招待してください。`,
    blocked: (names) =>
      `${names}をブロックしています。手紙を送るには、ブロックを解除するか、宛先から外してください。`,
    group: (name, count, shown) =>
      count === 1
        ? `「${name}」のメンバーは、まだ自分だけです。あとから参加する人は、以前の投稿も読めるようにしないかぎり、この手紙を読めません。`
        : `この手紙を読めるのは「${name}」のメンバー${shown}人です。あとから参加する人は、以前の投稿も読めるようにしないかぎり、この手紙を読めません。`,
    groupTells: 'メンバーが開くと、自分に分かります。',
    groupOpen: 'メンバーが開いても自分には分からず、手紙を取り下げることもできません。',
    self: 'これを読めるのは自分だけです。',
    selfStays: '自分の蔵に残ります。誰にも通知しません。',
    public: 'この投稿は誰でも読めます。いったん公開すると、公開する前には戻せません。',
    publicAt: (when) => `この投稿が公開されるのは${when}です。`,
    publicHeld: 'この投稿が公開されるのは、自分が保留を解いたときです。',
    notPoster: (name, owner) =>
      `「${name}」で自分ができるのは、読むことと返信だけです。投稿できる人は${owner}さんが決めます。`,
    notMember: (name) => `「${name}」のメンバーではないため、投稿できません。`,
    notAlone:
      'グループ、「自分だけ」、「全員」は、ほかの宛先と一緒に選べません。ほかの宛先を外すか、手紙を2通に分けて書いてください。',
    newVersion: (when) =>
      `${when}に書いたものを、この新しい版に置き換えます。以前の版も、あとから見られます。`,
    newVersionUnknown: '以前の版を、この新しい版に置き換えます。以前の版も、あとから見られます。',
  },

  subject: '件名',
  subjectHint: '件名は、相手が開封する前にも見えます。手紙を取り下げたあとも、相手に見えたままです。',
  /** For a letter that cannot be recalled. */
  subjectHintOpen: '件名は、相手が開封する前にも見えます。',
  body: '本文',
  bodyPlaceholder: '手紙を書く…',
  bodyPlaceholderNote: 'メモを書く…',
  bodyPlaceholderPublic: '投稿を書く…',
  bar: {
    label: '文字の書式',
    bold: '太字',
    italic: '強調',
    list: '箇条書き',
    link: 'リンク',
    picture: '写真',
    quote: '手紙を引用',
  },
  link: {
    address: 'リンク先',
    addressHint: '例：example.org、またはメールアドレス',
    words: '表示する文字',
    optional: '任意',
    make: 'リンクを付ける',
  },
  aLetter: '手紙',
  words: (_count, shown) => `${shown}字`,

  reply: {
    links: (name, when) => `${name}さんの手紙（${when}）へのリンクを付けます。引用はしません。`,
    linksMine: (when) => `自分の手紙（${when}）へのリンクを付けます。引用はしません。`,
    linksUnknown: '手元にない手紙へのリンクを付けます。引用はしません。',
    remove: 'リンクを外す',
    alsoThere: '全員に返信：',
    addAlso: (name) => `${name}さんにも送る`,
    onlyTo: (name) => `${name}さんだけに送る`,
    toGroup: (name) => `「${name}」の全員に送る`,
    subject: (subject) => (/^re:/i.test(subject) ? subject : `Re: ${subject}`),
  },

  former: {
    wasTo: (names) => `前の宛先は${names}でした。`,
    wasToMany: (count) => `前の宛先は${count}人でした。`,
    again: (name) => `もう一度${name}へ`,
    allAgain: (count) => `もう一度${count}人全員へ`,
  },

  tags: 'タグ',
  tagsHint: 'タグを付けると、あとで探しやすくなります。Enterキーか読点でタグを加えます。',
  tagsPlaceholder: 'タグを追加',
  tagRemove: (tag) => `タグ「${tag}」を外す`,
  tagAdded: (tag) => `タグ「${tag}」を加えました。`,
  tagRemoved: (tag) => `タグ「${tag}」を外しました。`,

  options: '送り方',
  when: '送る日時',
  whenNow: '今すぐ',
  whenAt: '指定した日時に送る',
  pickTime: '日時を選ぶ…',
  setTime: '決定',
  whenHold: '保留を解くまで送らない',
  whenHoldHint: '手紙を蔵にしまい、「送信済み」の「保留」に置きます。',
  at: '送る日時',
  findLetter: '手紙を探す',
  noLetter: 'この言葉を含む手紙はありません。',
  commonTimes: 'よく使う日時',
  sendTimes: {
    laterToday: (time) => `今日${time}`,
    tomorrow: (time) => `明日${time}`,
    nextWeek: (time) => `月曜日${time}`,
  },
  expiryTimes: { day: '1日後', week: '1週間後', month: '30日後' },
  opening: '相手が開いたとき',
  controlled: '誰が開いたか分かる',
  controlledHint: 'まだ開いていない人に対して、手紙を保留したり、取り下げたり、期限を付けたりできます。',
  open: '誰が開いたか分からない',
  openHint: '相手はすぐに読めます。取り下げることはできません。',
  until: '開ける期限',
  expiresAt: '開ける期限',
  untilNone: '期限なし',
  untilOpenMode: '期限を付けられるのは、誰が開いたか分かる手紙だけです。',
  remind: '返事がないときに知らせる',
  remindNever: 'お知らせなし',
  remindHint: '手紙を送ってから数えます。返事があれば、お知らせはありません。',
  summaryRemind: (days) =>
    days === 7
      ? '返事がなければ1週間後に知らせる'
      : days === 14
        ? '返事がなければ2週間後に知らせる'
        : `返事がなければ${days}日後に知らせる`,
  more: 'オプション',
  moreOptions: '期限・知らせ・急ぎ',
  summaryWhen: { now: '今すぐ送る', at: (when) => `${when}に送る`, hold: '保留を解くまで送らない' },
  summaryMode: { controlled: '誰が開いたか分かる', open: '誰が開いたか分からない' },
  summaryUntil: (when) => `期限は${when}`,
  summaryUntilNever: '期限なし',

  send: '送る',
  schedule: '予約する',
  hold: '保留する',
  publish: '公開する',
  keep: '保存する',
  saveVersion: '新しい版を保存する',
  publishVersion: '新しい版を公開する',
  sending: '蔵にしまっています…',
  undoHint: (seconds) => `送信してから${seconds}秒間は、取り消せます。`,
  stays: '自分の蔵に残ります。',
  sendingTo: (title, names) =>
    title === null ? `${names}に手紙を送信します` : `「${title}」を${names}に送信します`,
  publishing: (title) => (title === null ? '投稿を公開します' : `「${title}」を公開します`),
  inSeconds: (seconds) => `あと${seconds}秒`,
  named: (title, sentence) => `「${title}」：${sentence}`,
  sentScheduled: (when) => `${when}に送るよう予約しました。`,
  sentHeld: '手紙を蔵にしまい、保留しました。まだ誰にも通知していません。',
  kept: '「メモ」に保存しました。',
  undone: '送信を取り消しました。誰にも通知していません。',

  saving: '保存しています…',
  saved: (time) => `${time}に保存`,
  unsaved: '未保存',
  saveFailed:
    '下書きを保存できませんでした。Fumikuraが自動でもう一度試します。書いた文章は、この画面に残っています。',
  discard: '破棄',
  discarded: '下書きを破棄しました。',
  missing: 'この下書きはもうありません',
  missingHint: '送信されたか、破棄されました。別のウィンドウで操作したのかもしれません。',
  startNew: '新しく書く',

  problems: {
    nobody: '宛先を1つ以上加えてください。',
    unknown: '知り合いではない人が宛先にあります。宛先から外すか、招待してください。',
    blocked: 'ブロックしている人が宛先にあります。宛先から外すか、ブロックを解除してください。',
    notAlone:
      'グループ、「自分だけ」、「全員」は、ほかの宛先と一緒に選べません。ほかの宛先を外してください。',
    notPoster: '自分はこのグループに投稿できません。グループではなく、メンバーの1人に宛てて書いてください。',
    notMember: '自分はこのグループのメンバーではありません。別の宛先を選んでください。',
    empty: '件名か本文を書いてください。',
    atMissing: '送る日時を選んでください。',
    atPast: '送る日時が過ぎています。先の日時を選んでください。',
    untilPast: '手紙を開ける期限は、今から1分以上先にしてください。',
    untilBeforeAt: '手紙を開ける期限は、送る日時よりあとにしてください。',
  },
}
