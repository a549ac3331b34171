// One letter, in Japanese.
import type { letter as english } from '../en/letter.ts'

export const letter: typeof english = {
  loading: '手紙を探しています…',
  from: (name, when) => `${name}さんから、${when}`,
  toYou: 'あなた宛て',
  toYouAnd: (names) => `あなたと${names}宛て`,
  others: (more) => `ほか${more}人`,
  you: 'あなた',
  position: (index, total) => `${total}通中${index}通目`,

  sealed: {
    facts: 'この手紙について',
    for: '宛先',
    forYou: 'あなただけ',
    forYouAnd: (names) => `あなたと${names}`,
    size: '大きさ',
    attached: '添付',
    where: '場所',
    whereOnline: (name) => `${name}さんの蔵（接続中）`,
    whereAway: (name) => `${name}さんの蔵（いまは未接続）`,
    until: '開ける期限',
    untilWhen: (when) => `${when}まで`,
    untilEver: '期限なし（取り下げられるまで）',
    untilOpen: '期限なし',
    untilBack: (name) => `${name}さんが接続したら`,
    tellsSentence: (name) => `開くと${name}さんに伝わります`,
    tellsNobodySentence: '開いても誰にも伝わりません',
    open: '手紙を開く',
    openAgain: 'もう一度試す',
  },

  opening: {
    asking: (name) => `${name}さんの蔵から手紙を受け取っています…`,
    still: 'まだ受け取っています。大きな手紙や遅い回線では、時間がかかります。',
    stillAway: (name) => `${name}さんは、いま接続していません。引き続き試しています。`,
    away: (name) => `${name}さんは、いま接続していません。`,
    awayText:
      '手紙は書いた人の蔵にあります。相手が接続すれば、自動で開きます。この画面を離れてもかまいません。',
    awayOffline: 'エンジンにつながっていません。つながれば、自動で続けます。',
    cancel: '待たない',
    openedItself: (name, title) => `${name}さんが接続し、「${title}」が開きました。`,
  },

  refused: {
    recalledTitle: '開封前に取り下げられました',
    recalled: (name) => `${name}さんがこの手紙を取り下げました。鍵は破棄され、手元には何も残っていません。`,
    expiredTitle: '期限が切れました',
    expired: (when) => `開ける期限は${when}でした。手元には何も残っていません。`,
    expiredUnknown: '開ける期限が過ぎました。手元には何も残っていません。',
    heldTitle: '保留されています',
    held: (name) => `${name}さんがこの手紙を保留しています。保留が解かれれば、ここで開けます。`,
    notYetTitle: 'まだ開けません',
    notYet: (name) => `${name}さんが決めた日時になると開けます。`,
    notReaderTitle: 'あなた宛てではありません',
    notReader:
      'あなたは、この手紙の読み手に含まれていません。書いた人に閲覧を頼めます。頼むだけでは何も開きません。',
    blockedTitle: 'ブロックしている人の手紙です',
    blocked: 'この人からは何も受け取りません。開くには、「知り合い」でブロックを解除してください。',
    quotaTitle: '今日の上限に達しました',
    quota: (name) => `${name}さんの蔵から一日に受け取れる量に達しました。あとで開けます。`,
    unreachableTitle: '受け取れませんでした',
    unreachable: (name) => `${name}さんとは接続していますが、手紙が送られてきません。封はそのままです。`,
    missingTitle: 'この手紙はここにありません',
    missing: 'リンク先の手紙が見つかりません。リンクが途中で切れているかもしれません。',
    otherTitle: '開けませんでした',
  },

  alarm: {
    alteredTitle: '通知された手紙と違います',
    altered: (name) =>
      `${name}さんの蔵から届いたものは、通知にあった手紙と一致しません。表示せず、何も残していません。`,
    rewrittenTitle: '蔵が書き換えられています',
    rewritten: (name) =>
      `${name}さんの蔵が、以前の内容と食い違っています。未開封の手紙は信用できないため、表示しません。`,
    advice:
      '偶然に起こることではありません。ディスクの故障か、古いバックアップの復元か、改ざんの試みかもしれません。別の手段で本人に確かめてください。',
    evidence: '証拠を見る',
    evidenceTitle: '証拠',
    evidenceHint: 'エンジンが記録した内容です。コピーして、調べる人に渡せます。',
    copyEvidence: '証拠をコピー',
    facts: { code: '判定', message: '内容', author: '書いた人', ref: '手紙', seen: '確認した時刻' },
  },

  link: {
    title: '手紙へのリンク',
    textUnknown: 'ここにはリンクだけがあります。あなたが読み手に含まれていれば、開けます。',
    open: '手紙を受け取る',
    tells: '開くと書いた人に伝わります',
  },

  ask: {
    title: '閲覧を頼む',
    text: '書いた人へひとこと（任意）',
    send: '頼む',
    asked: '頼みました。どうするかは、書いた人が決めます。',
    failed: '頼めませんでした。書いた人は、知り合いの中にいません。',
  },

  read: {
    kept: '手元に保管、検証済み',
    mail: '取り込んだメール。だれが書いたかは証明されていません',
    exported: (whose) =>
      whose === null ? '自分が書き出したものから、検証済み' : `${whose}さんが書き出したものから、検証済み`,
    noText: 'この手紙に本文はありません。',
    notRead: (what) =>
      `このメールは大きすぎるため、一部を表示していません（${what}）。全体は保管されています。`,
    limits: {
      headBytes: 'ヘッダーが長すぎる',
      parts: '部分が1,000を超える',
      depth: '部分の入れ子が深すぎる',
      textBytes: '本文が長すぎる',
    },
    noReply: (name) => `返信するには、${name}さんと知り合いになる必要があります。`,
    public: '公開：誰でも読めます',
    replyHint: '返信はこの手紙にリンクし、引用しません',
  },

  original: {
    you: 'あなた',
    wrote: (when) => `${when}の手紙`,
    fromYourStore: 'あなたの蔵から表示',
    fromKept: '開封した手紙から表示',
    more: '全文を表示',
    less: '短く表示',
    goTo: 'その手紙へ',
    sealed: (name, when) => `${name}さんの手紙（${when}、未開封）への返信`,
    sealedUnknown: '未開封の手紙への返信',
    notReader: 'あなた宛てではない手紙への返信',
    gone: (reason) => `表示できない手紙への返信です。${reason}`,
  },

  thread: {
    title: 'やりとり',
    count: (count) => `${count}通`,
    here: 'この手紙',
    sealed: '封のまま',
    notForYou: 'あなた宛てではありません',
    cannot: '表示できません',
    unknownAuthor: '誰か',
    ask: '閲覧を頼む',
  },

  acts: {
    copyLink: 'リンクをコピー',
    linkCopied: 'リンクをコピーしました。手紙の場所を示すだけで、開ける人は変わりません。',
    copyFailed: 'ブラウザーがコピーを許可しませんでした。',
    forward: 'リンクで知らせる',
    forwardText: (name, link) => `${name}さんの手紙です。開けるかどうかは、書いた人が決めます。\n\n${link}\n`,
    forwardMine: (link) => `わたしの手紙です。読みたいときは、閲覧を頼んでください。\n\n${link}\n`,
    forwardSubject: (title) => `「${title}」について`,
    drag: 'メールファイルとして外へドラッグ',
    saveEml: '.emlで保存',
    saveMarkdown: 'Markdownで保存',
    print: '印刷',
    reply: '返信',
    replyToPassage: 'この部分に返信',
    passage: (words) => `「${words}」`,
    note: 'ひとこと添える',
    noteFor: (name) => `${name}さんへひとこと`,
    noteHide: 'ひとことを添えない',
    consent: (name) => `返答すると、開封したことも${name}さんに伝わります`,
    actions: 'この手紙への返答',
    tools: 'ツール',
    more: 'その他',
  },

  outside: {
    title: 'Fumikuraの外のページを開きますか？',
    host: '行き先',
    puny: '紛らわしい文字を使ったアドレスです。よく確かめてください。',
    differs: (shown) => `リンクには「${shown}」と書かれていますが、行き先は違います。`,
    open: '開く',
    copy: 'アドレスをコピー',
    mail: 'メールの宛先',
  },
}
