// One letter, in Japanese.
import type { letter as english } from '../en/letter.ts'

export const letter: typeof english = {
  loading: '手紙を読み込んでいます…',
  from: (name, when) => `${name}さんから、${when}`,
  toYou: '自分宛て',
  toYouAnd: (names) => `自分と${names}宛て`,
  others: (more) => `ほか${more}人`,
  you: '自分',
  position: (index, total) => `${total}通中${index}通目`,

  sealed: {
    facts: 'この手紙について',
    for: '宛先',
    forYou: '自分だけ',
    forYouAnd: (names) => `自分と${names}`,
    attached: '添付',
    where: '保管場所',
    whereOnline: (name) => `${name}さんの端末（接続中）`,
    whereAway: (name) => `${name}さんの端末（未接続）`,
    whereStations: (name) => `${name}さんの保管所（${name}さんは未接続）`,
    until: '開ける期間',
    untilWhen: (when) => `${when}まで`,
    untilEver: '差出人が取り下げるまで',
    untilOpen: 'いつでも',
    untilBack: (name) => `${name}さんが接続したとき`,
    tellsSentence: (name) => `手紙を開くと、開いたことが${name}さんに伝わります`,
    tellsNobodySentence: '手紙を開いても、開いたことは誰にも伝わりません',
    open: '手紙を開く',
    openWhenBack: (name) => `${name}さんが接続したら開く`,
    openAgain: 'もう一度試す',
    openAlways: (name) => `${name}さんの手紙は、選ぶだけで開く`,
    openAlwaysDone: (name) => `${name}さんの手紙は、選ぶだけで開きます。切り替えは相手のページにあります。`,
  },

  opening: {
    asking: (name) => `${name}さんの蔵から手紙を受け取っています…`,
    fetched: (done, size) => `${size}中${done}`,
    askingStations: (name) => `${name}さんの保管所から手紙を受け取っています…`,
    still: 'まだ手紙を受け取っています。大きな手紙や遅い回線では時間がかかります。',
    stillAway: (name) => `${name}さんがいま接続していません。引き続き、手紙を受け取れるか試しています。`,
    away: (name) => `${name}さんがいま接続していません`,
    awayText: '差出人が接続したら、手紙がすぐに開きます。この画面を離れてもかまいません。',
    awayStations: (name, answered, needed, of) =>
      of === '1'
        ? `保管所も応答しません。${name}さんか保管所のどちらかが接続したら、手紙がすぐに開きます。この画面を離れてもかまいません。`
        : `${of}か所の保管所のうち、応答したのは${answered}か所です。開くには${needed}か所が必要です。${name}さんが接続するか、必要な数の保管所が応答したら、手紙がすぐに開きます。この画面を離れてもかまいません。`,
    awayRefused:
      '保管所は応答していますが、いまは手紙を渡せません。渡せるようになったら、手紙がすぐに開きます。この画面を離れてもかまいません。',
    awayOffline: 'Fumikuraが応答していません。応答したら、手紙が開きます。',
    cancel: '待つのをやめる',
    openedItself: (name, title) => `${name}さんが接続したので、手紙「${title}」を開きました。`,
    openedByStations: (name, title) => `${name}さんの手紙「${title}」を開きました。`,
  },

  refused: {
    recalledTitle: '手紙は開封前に取り下げられました',
    recalled: (name) =>
      `${name}さんがこの手紙を取り下げました。手紙を開く鍵は破棄され、手元には何も残っていません。`,
    expiredTitle: '期限切れ',
    expired: (when) => `この手紙を開けるのは${when}まででした。手元には何も残っていません。`,
    expiredUnknown: 'この手紙を開ける期間が過ぎました。手元には何も残っていません。',
    saidTitle: '保管所によると、この手紙はもう開けません',
    said: (name, said, of) =>
      of === '1'
        ? `${name}さんの保管所が、この手紙は取り下げられたか、期限が切れたと答えています。${name}さん本人にはまだ確かめられていません。この画面を開いているあいだに${name}さんが接続したら、本人に確かめます。`
        : `${name}さんの${of}か所の保管所のうち${said}か所が、この手紙は取り下げられたか、期限が切れたと答えています。${name}さん本人にはまだ確かめられていません。この画面を開いているあいだに${name}さんが接続したら、本人に確かめます。`,
    saidShort:
      '差出人の保管所が、この手紙は取り下げられたか、期限が切れたと答えています。差出人本人にはまだ確かめられていません。',
    heldTitle: '保留中',
    held: (name) => `${name}さんがこの手紙を保留しています。${name}さんが保留を解くと開けます。`,
    notYetTitle: 'まだ開けません',
    notYet: (name) =>
      `この手紙を開ける日時は、${name}さんが決めています。その日時になったら、もう一度お試しください。`,
    notReaderTitle: 'この手紙は自分宛てではありません',
    notReader:
      '自分はこの手紙の宛先に入っていません。差出人に閲覧を依頼できます。依頼するだけでは、手紙は開きません。',
    blockedTitle: 'ブロックしている人の手紙です',
    blocked:
      'ブロックしている人からは何も受け取りません。手紙を開くには、「知り合い」でその人のブロックを解除してください。',
    quotaTitle: '1日に受け取れる量の上限に達しました',
    quota: (name) => `${name}さんの蔵から1日に受け取れる量に達しました。明日もう一度お試しください。`,
    unreachableTitle: '手紙を受け取れませんでした',
    unreachable: (name) =>
      `${name}さんは接続中ですが、手紙が届きませんでした。手紙は未開封のままです。しばらくしてから、もう一度お試しください。`,
    missingTitle: '手紙が見つかりません',
    missing: 'リンク先に手紙がありません。リンクの一部が欠けているようです。',
    otherTitle: '手紙を開けませんでした',
  },

  alarm: {
    alteredTitle: '届いた内容が、通知された手紙と違います',
    altered: (name) =>
      `${name}さんの蔵から届いた内容が、通知にあった手紙と一致しません。届いた内容は表示せず、手元にも残していません。`,
    rewrittenTitle: '差出人の蔵が書き換えられています',
    rewritten: (name) =>
      `${name}さんの蔵が、以前の記録と食い違っています。${name}さんの手紙のうち、未開封のものは信用できないため、表示しません。`,
    advice:
      '偶然に起こることではありません。ディスクの故障、古い写しの復元、改ざんの試みのどれかが考えられます。電話など、Fumikura以外の方法で差出人に確かめてください。',
    evidence: '証拠を見る',
    evidenceTitle: '証拠',
    evidenceHint: '証拠としてFumikuraが記録した内容です。コピーして、詳しく調べられる人に渡してください。',
    copyEvidence: '証拠をコピー',
    facts: { code: '判定', message: '内容', author: '差出人', ref: '手紙', seen: '確認した日時' },
  },

  link: {
    title: '手紙へのリンク',
    titleBy: (name) => `${name}さんの手紙へのリンク`,
    textBy: (name) => `まだ開く権限がなければ、${name}さんに求めてください。`,
    textUnknown:
      'この手紙へのリンクを受け取りました。差出人が閲覧を認めていれば開けます。認めていなければ、閲覧を頼めます。',
    open: '開く',
    tells: '手紙を開くと、開いたことが差出人に伝わります',
  },

  ask: {
    text: '差出人へひとこと（任意）',
    send: '依頼する',
    asked: '手紙の閲覧を差出人に依頼しました。認めるかどうかは、差出人が決めます。',
    failed:
      '差出人が知り合いではないため、閲覧を依頼できませんでした。先に招待リンクで知り合いになってください。',
  },

  mail: {
    from: '差出人',
    to: '宛先',
    notProven: '差出人を確かめたサーバーがありません',
    quoted: '引用文',
    made: {
      how: 'メールの表示',
      words: '文字だけ',
      title: '元の見た目',
      none: 'このメールは元の見た目では表示できません。',
      cut: 'ページには続きがあります。メール全体を保存できます。',
    },
  },

  read: {
    exported: (whose) =>
      whose === null ? '自分が書き出したもの・検証済み' : `${whose}さんが書き出したもの・検証済み`,
    noText: 'この手紙に本文はありません。',
    minutesLeft: (minutes) => `残り約${minutes}分`,
    ahead: (when) => `差出人の時計が進んでいました。手紙が届いたのは${when}です。`,
    notRead: (what) => `このメールは全体を表示できません（${what}）。全体は保管されています。`,
    limits: {
      headBytes: 'ヘッダーが長すぎる',
      parts: '部分が1,000を超える',
      depth: '部分の入れ子が深すぎる',
      textBytes: '本文が長すぎる',
      time: '読み込みに時間がかかりすぎる',
    },
    noReply: (name) => `返信するには、先に${name}さんと知り合いになってください。`,
    noAnswer: 'このメールはメールサーバーが自動で送ったものです。返信しても誰にも読まれません。',
  },

  original: {
    more: '全文を表示',
    less: '短く表示',
  },

  thread: {
    show: (count) => `やりとりを見る（${count}通）`,
    you: '自分',
    now: (count) => `いま${count}通`,
    whenBack: (names) => `${names}は接続したら`,
    whose: (name) => `${name}さんの手紙`,
    opensNow: 'すべて、いま開けます',
    willSee: (names) => `${names}に伝わります`,
    nobodySees: '誰にも伝わりません',
    openAll: (count) => `未開封の${count}通をすべて開く`,
    earlier: (count) => `以前の${count}通`,
    showEarlier: (count) => `さらに前の${count}通を表示`,
    wholeLetter: '全文を読む',
    wholeLetterIn: (minutes) => `全文を読む（約${minutes}分）`,
    lessLetter: '短く表示',
    notForYou: '自分宛てではない手紙',
    unknownAuthor: '誰か',
    ask: '閲覧を依頼する',
    answers: (name) => `${name}さんの手紙への返信`,
    yours: '自分',
    openedAt: (name, when) => `${name}さん ${when}に開封`,
    notYet: (name) => `${name}さん 未開封`,
    reader: (name, state) => `${name}さん ${state}`,
    openedOf: (opened, all) => `${all}人中${opened}人が開封`,
    allAbout: '読む人と取り下げ',
    stop: '中止',
    dontWait: '待つのをやめる',
    open: '開く',
    openWhenBack: '接続したら開く',
    fetching: (name) => `${name}さんから受け取っています`,
    fetchingText: 'ほかの手紙を読んでいる間に、ここで開きます。',
    offline: (name) => `${name}さんは接続していません`,
    offlineSince: (when) => `${when}から未接続`,
    offlineNow: '未接続',
    waitingText: '接続したら、すぐに開きます。',
    quotedIn: (name, when) => `${name} ${when}`,
    remove: 'ゴミ箱に移す',
    removed: 'ゴミ箱に移しました。',
    recalledAt: (when) => `${when}、開封前に取り下げられました`,
    expiredAt: (when) => `${when}に期限切れ`,
    noCopy: '手元には何も残っていません。',
    quote: '引用して返信',
  },

  replyBox: {
    label: '返信',
    to: (names) => `${names}に返信`,
    toAll: (count) => `${count}人全員に返信`,
    draft: (words) => `下書き：${words}`,
    goesTo: (names) => `宛先：${names}`,
    goesOnlyTo: (names) => `宛先：${names}だけ`,
    toOnly: (names) => `${names}だけに返信`,
    only: (name) => `${name}さんだけ`,
    all: '全員',
    unreached: (names) => `${names}には届きません（知り合いではないため）`,
    asLetter: '手紙として書く…',
    send: '送る',
    close: '閉じる（下書きは残ります）',
    placeholder: '返信を書く…',
  },

  acts: {
    copyLink: 'リンクをコピー',
    linkCopied: '手紙へのリンクをコピーしました。この手紙を開ける人は変わりません。',
    copyFailed: 'コピーできませんでした。文字を選んで、自分でコピーしてください。',
    forward: 'リンクで知らせる',
    forwardPassage: '選んだ部分を転送する',
    forwardSubject: (title) => `「${title}」について`,
    drag: 'メールファイルとしてドラッグ',
    saveEml: '.emlで保存',
    saveMarkdown: 'Markdownで保存',
    print: '印刷',
    reply: '返信',
    withPassage: '選んだ言葉への操作',
    passage: (words) => `「${words}」`,
    note: 'ひとこと添える',
    moreAnswers: 'ほかの返答',
    noteFor: (name) => `${name}さんへひとこと`,
    noteHide: 'ひとことを外す',
    consent: (name) => `返答すると、この手紙を開封したことも${name}さんに伝わります`,
    actions: 'この手紙の操作',
    tools: 'ツール',
    more: 'その他',
  },

  outside: {
    title: 'Fumikuraの外のページを開きますか？',
    host: '開く先',
    puny: '開く先のアドレスに、ほかの文字と見分けにくい文字が使われています。よく確かめてください。',
    differs: (shown) => `リンクには「${shown}」と書かれていますが、実際には別の場所が開きます。`,
    open: '開く',
    copy: 'アドレスをコピー',
    mail: 'メールの宛先',
  },
}
