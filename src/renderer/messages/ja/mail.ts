// Mail accounts and mails, in Japanese.
import type { mail as english } from '../en/mail.ts'

export const mail: typeof english = {
  intro:
    'ほかで使っているアドレスのメールが、手紙と並んでここにも届きます。いまのメールは、そのまま残ります。',
  add: 'メールアドレスを追加',
  addAnother: '別のアドレスを追加',

  setUp: {
    step: (at) => `ステップ${at}/2`,
    next: '次へ',
    back: '戻る',

    addressTitle: 'メールアドレスを入力してください',
    addressLead: 'ふだん人に教えているアドレスです。そのアドレスへのメールが、手紙と並んでここにも届きます。',
    address: 'メールアドレス',
    addressHint: 'いまのメールは、そのまま残ります。',
    addressWrong: 'まだ途中のようです。name@example.comのような形です。',
    addressKnown: 'このアドレスは、もう追加してあります。',
    looking: '調べています…',

    passwordTitle: 'パスワードを入力してください',
    passwordLead: (provider) => `${provider}のページで使うものと同じです。`,
    found: (provider) => `${provider}が見つかりました`,
    encrypted: '（暗号化あり）',
    password: 'パスワード',
    show: '表示',
    hide: '隠す',
    showPassword: 'パスワードを表示する',
    hidePassword: 'パスワードを隠す',
    passwordHint: (provider) => `このコンピューターに保存し、${provider}だけに送ります。`,
    fetch: 'メールを取り込む',
    signIn: 'サインイン',
    signingIn: 'サインインしています…',
    byHand: '自分で設定する',

    ownTitle: (provider) => `${provider}では専用のパスワードを作ります`,
    ownLead: (provider) =>
      `ふだんのパスワードは使えません。${provider}のページでFumikura用のパスワードを作り、コピーして下に貼り付けてください。`,
    ownHelp: (provider) => `${provider}のページを開く`,
    ownPassword: '作ったパスワード',

    signInAt: (page) => `${page}でサインイン`,
    browserLead: (page, address) =>
      `このコンピューターのブラウザーで${page}のページが開きます。${address}でサインインしてください。パスワードがFumikuraに伝わることはありません。`,
    waitingFor: (page) => `${page}でのサインインを待っています…`,
    openAgain: (page) => `${page}のページをもう一度開く`,
    passwordInstead: 'アプリパスワードを使う',
    browserRefused: (page, address) =>
      `${page}で許可されませんでした。${address}でサインインし、求められた許可をすべてオンにしてください。`,

    closedTitle: 'このメールはまだ取り込めません',
    obstacles: {
      browser: (provider) =>
        `${provider}のメールは、${provider}のページでサインインしないと取り込めません。このFumikuraは、そこに登録されていません。`,
      bridge: (provider) =>
        `${provider}では、このコンピューターに専用のソフト（Bridge）が必要です。先に入れると、ほかのソフト用のパスワードが表示されます。`,
      'turn-on': (provider) => `先に${provider}の設定（IMAP）で、ほかのソフトからの利用を許可してください。`,
      plan: (provider) => `${provider}では、一部のプランでしか、ほかのソフトを使えません。`,
      closed: (provider) => `${provider}のメールは、ほかのソフトでは取り込めません。`,
    },
    unproven: (host) =>
      `パスワードは${host}に送ります。このサーバーが本物かどうかは、確かめられていません。先に名前を確認してください。`,

    serversTitle: 'メールはどこにありますか',
    serversLead: (domain) =>
      `${domain}のサーバーが見つかりませんでした。アドレスをくれた人に、次の2つの名前を聞いてください。`,
    serversChange: 'アドレスをくれた人に、次の2つの名前を聞いてください。',
    incoming: '受信サーバー',
    outgoing: '送信サーバー',
    outgoingHint: '空のままなら、Fumikuraが探します。',
    serverWrong: 'サーバーの名前ではないようです。mail.example.comのような形です。',
    user: 'ユーザー名',
    userHint: 'たいていはアドレス全体です。',

    refused: (provider) => `${provider}がパスワードを受け付けませんでした。`,
    refusedHint: (provider) =>
      `${provider}のページで試してください。そこで使えるなら、専用のパスワードが必要かもしれません。そのページの設定で「アプリパスワード」を探してください。`,
    refusedOwn: 'ふだんのパスワードではなく、専用に作ったものを入力してください。',
    answered: (line) => `サーバーの応答：${line}`,
    away: (host) =>
      `${host}が応答しません。このコンピューターの接続を確かめて、もう一度お試しください。入力した内容は残っています。`,

    coming: 'メールを取り込んでいます',
    comingLead: '新しいものから順に届きます。もう読み書きできます。',
    here: 'メールがそろいました',
    hereLead: 'これからのメールは、手紙と並んで届きます。',
    goesOn: '閉じてもかまいません。取り込みは続きます。',
    facts: [
      ['大きなファイル', '開くまで元の場所に置いておきます'],
      ['メールマガジン', '1行にまとめます'],
      ['外部の画像', '押したときだけ読み込みます'],
    ],
    toInbox: '受信箱を開く',
  },

  unsafe: {
    title: '本物のサーバーか確かめられません',
    text: (host) =>
      `${host}との間にいる誰かに、パスワードを読まれるおそれがあります。そのため、パスワードは送っていません。外出先なら、まず自宅の回線で試してください。`,
    ask: '自分や信頼できる人が運営しているサーバーなら、フィンガープリントを聞いてください。最後の1文字まで同じでなければなりません。',
    fingerprint: 'サーバーのフィンガープリント',
    same: '照らし合わせました。一致しています。',
    use: 'このサーバーを使う',
    bareTitle: 'このサーバーは暗号化に対応していません',
    bareText: (host) =>
      `パスワードもメールも、途中で誰にでも読まれます。そのため、何も送っていません。${host}を運営する人に、暗号化（TLS）できるサーバーを聞いてください。`,
  },

  states: {
    ready: (_, shown) => `${shown}通`,
    readySince: (_, shown, since) => `${shown}通 · ${since}から`,
    none: 'メールはまだありません',
    partsLeft: (_, shown) => `大きなファイルをあと${shown}件受け取ります`,
    taking: (kept, of) => `${of}通中${kept}通`,
    takingFrom: (month) => `${month}分まで`,
    takingBegins: 'メールを調べています…',
    off: 'オフです。届いたメールは残り、新しいメールは取り込みません。',
    away: (host) => `${host}に接続できません。自動でまた試します。`,
    refused: (host) => `${host}がパスワードを受け付けませんでした。`,
    signInAgain: (page) => `${page}でもう一度サインインしてください。`,
    unsafe: (host) => `${host}との接続が安全でないため、送受信を止めています。`,
  },
  checksNoSenders: 'このサーバーは、差出人を確かめません。',
  sendsNothing: '送信サーバーが見つからないため、メールを送れません。',
  progress: (address) => `${address}のメールの取り込み`,
  waiting: (_, shown) => `サーバーに伝えていない変更が${shown}件あります。`,

  change: '変更',
  changeOf: (address) => `${address}の設定を変更`,
  isOn: '送受信する',
  isOnHint: 'オフにすると、届いたメールはそのままで、送受信だけを止めます。',
  keepsAll: 'すべてここに保存する',
  keepsAllHint: (host) =>
    `大きなファイルも、未接続のときに開けるようになります。オフなら、開くまで${host}に置いておきます。`,
  from: '名前と署名',
  fromName: 'メールの差出人名',
  fromNameOf: (address) => `${address}の差出人名`,
  signature: '署名',
  signatureHint: 'このアドレスから書くメールの末尾に付けます。',
  save: '保存',
  saved: '保存しました',
  newPassword: 'パスワードを入力',
  anotherPassword: 'パスワードを変更',
  newPasswordText: (address) => `${address}のパスワードを入力してください。`,
  passwordTaken: 'サインインしました。メールがまた届きます。',
  look: '確かめる',
  trusted: 'これからこのサーバーを使います。',
  check: '新しいメールを調べる',
  checked: '新しいメールを調べました。',
  servers: (incoming, outgoing) =>
    outgoing === null
      ? `受信：${incoming}。送信サーバーはありません。`
      : `受信：${incoming}。送信：${outgoing}。`,
  folders: (_, shown) => `${shown}個のフォルダーを読んでいます。`,
  remove: 'このアドレスを外す',
  removeTitle: (address) => `${address}を外しますか`,
  removeText: (host) =>
    `このアドレスのメールは届かなくなり、送ることもできません。${host}にあるメールは、そのまま残ります。`,
  removeWhat: 'ここにあるメール',
  removeKeep: '残す',
  removeKeepHint: 'これまでどおり、読んだり探したりできます。',
  removeAll: '一覧から外す',
  removeAllHint: (host) => `${host}には残っています。`,
  removeDo: '外す',
  removeWaiting: (_, shown) =>
    `ここでの変更のうち${shown}件は、まだサーバーに届いていません。いま外すと、ここだけの変更になります。`,
  removed: (address) => `${address}を外しました。`,

  needsYou: {
    refused: (address) => `${address}に届くメールを取り込めません。パスワードが違うようです。`,
    signIn: (address, page) =>
      `${address}に届くメールを取り込めません。${page}でもう一度サインインしてください。`,
    unsafe: (address) => `${address}に届くメールを取り込めません。接続が安全ではありません。`,
    several: (count) => `${count}つのメールアドレスを確認してください。`,
    show: '表示',
  },

  isNew: '新しいメール',
  isRead: 'メール',
  legend: '記号の意味',
  legendSealed: '未開封の手紙',
  legendNew: '新しいメール',
  legendRead: '既読',
  unproven: '未確認',
  unprovenHint: 'ここから届いたと確かめられないメールです。',
  proven: '送信元を確認済み',

  suspicions: {
    'other-address': '差出人の名前に、別のアドレスが入っています。そのアドレスからのメールではありません。',
    'foreign-letters':
      '差出人のドメインに、ほかの文字と見まちがえやすい文字があります。1文字ずつ確かめてください。',
    'mixed-scripts': '差出人のドメインに、種類の違う文字が混ざっています。偽のドメインによくある形です。',
    'like-a-contact':
      '差出人の名前が知り合いの名前と似ています。同じ人かどうかは、メールでは確かめられません。',
  },
  stop: {
    what: {
      request: '停止の希望を一度だけ伝えます。10日たっても届いたら、迷惑メールに入れます。',
      mail: '配信停止はメールで依頼します。下書きを用意しますので、送信してください。送信から10日たっても届いたら、迷惑メールに入れます。',
    },
    press: '配信を止める',
    asked: (day) => `${day}に配信停止を依頼しました。10日たっても届いたら、迷惑メールに入れます。`,
    takeAgain: 'また受け取る',
    takenAgain: '同じ配信のメールは、また受信箱に入ります。送信元には何も伝わりません。',
    failed: '送信元のサーバーに受け付けられませんでした。時間をおいて試すか、迷惑メールに入れてください。',
  },

  sentFrom: '差出人',
  filesGo: 'ファイルは自分の蔵に残り、メールには写しが付きます。',
  tooLarge: (size, host, max) =>
    `ファイルを含めると約${size}です。${host}から送れるのは${max}までです。ファイルを減らしてください。`,

  pictures: {
    away: (hosts) => `${hosts}の画像は読み込んでいません。`,
    failed: (hosts) => `${hosts}の画像の一部を読み込めませんでした。`,
    load: '今回だけ読み込む',
    ask: () => '外部の画像を読み込みますか',
    tells: () =>
      '読み込むと、メールを開いたことと、その日時、接続元が、相手のサーバーに伝わります。多くの場合、誰が開いたかも分かります。画像はこのメールを見ているあいだだけ表示し、保存しません。',
    loading: '画像を読み込んでいます…',
  },

  invitation: {
    kinds: {
      asked: '予定への招待',
      told: '予定',
      cancelled: '中止の知らせ',
      answered: '招待への返事',
      countered: '別の日時の提案',
    },
    oneDate: '繰り返しのうちの1回',
    untitled: '件名なし',
    when: '日時',
    where: '場所',
    organiser: '主催者',
    guests: '参加者',
    repeats: '繰り返し',
    range: (from, to) => `${from}〜${to}`,
    allDay: (days) => `${days}（終日）`,
    there: (when, zone) => `現地（${zone}）では${when}`,
    local: (when, zone) => `${when}（タイムゾーン「${zone}」）`,
    every: {
      day: (interval) => (interval === 1 ? '毎日' : `${interval}日ごと`),
      week: (interval) => (interval === 1 ? '毎週' : `${interval}週間ごと`),
      month: (interval) => (interval === 1 ? '毎月' : `${interval}か月ごと`),
      year: (interval) => (interval === 1 ? '毎年' : `${interval}年ごと`),
    },
    on: (every, days) => `${every}${every.endsWith('ごと') ? 'の' : ''}${days}`,
    nthWeekday: (nth, day) => (nth === -1 ? `最終${day}` : `第${nth}${day}`),
    monthDay: (day) => (day === -1 ? '末日' : `${day}日`),
    until: (rule, day) => `${rule}（${day}まで）`,
    times: (rule, times) => `${rule}（全${times}回）`,
    without: (rule, count) => `${rule}。うち${count}回は行いません`,
    otherwise: '独自の規則で繰り返します。詳しくはカレンダーファイルにあります。',
    answers: { accepted: '参加', declined: '欠席', tentative: '未定' },
    answered: (name, answer) => `${name}：${answer}`,
    more: (count) => `ほかに${count}件の日程や変更が、カレンダーファイルにあります。`,
    save: 'カレンダーファイルを保存',
  },

  newsletters: 'メールマガジン',
  moreSenders: (more) => `ほか${more}`,
  sendAgain: 'もう一度送る',
  sentAgain: 'もう一度送っています。',
  readdress: '別のアドレスに送る',
  readdressOf: (address) => `${address}ではなく、別のアドレスに送る`,
  rightAddress: (wrong) => `${wrong}に代わる、正しいアドレス`,
  sendThere: 'このアドレスに送る',
  goesThere: 'このアドレスには、もう送っています。正しいアドレスを書いてください。',
  sentInstead: (address) => `代わりに${address}へ送りました`,
  sentByMail: 'メールで送った相手',
  sentByMailHint: 'メールが開かれたかどうかは分かりません。サーバーに渡したメールは取り消せません。',
  progressOf: {
    waiting: () => '送信待ち',
    held: () => '保留中',
    sending: () => '送信中',
    accepted: () => '送信済み',
    unsure: () => '届いていない可能性があります',
    refused: (note) => (note === '' ? '送れませんでした' : `送れませんでした：${note}`),
    returned: (note) => (note === '' ? '届きませんでした' : `届きませんでした：${note}`),
    recalled: () => '送る前に取り下げました',
  },
}
