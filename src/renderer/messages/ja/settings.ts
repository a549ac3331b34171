// Settings, in Japanese.
import type { settings as english } from '../en/settings.ts'

export const settings: typeof english = {
  title: '設定',
  more: 'その他',
  appearance: '表示',
  language: '言語',
  languages: { en: 'English', ja: '日本語' },
  theme: 'テーマ',
  themes: { system: 'システムに合わせる', light: 'ライト', dark: 'ダーク' },
  keyboard: 'キーボード',
  singleKeys: '1文字のショートカット',
  singleKeysHint: '1文字のキーを押すだけで操作できます。CtrlやCmdを使うショートカットは常に使えます。',
  showShortcuts: 'ショートカットの一覧',
  notifications: '新着のお知らせ',
  notify: '手紙が届いたら知らせる',
  notifyHint: 'Fumikuraをバックグラウンドで開いているときに、誰からの手紙かを表示します。',
  notifyDenied: 'このブラウザーでは、お知らせの表示が許可されていません。ブラウザーの設定で変更できます。',

  you: 'プロフィール',
  name: '名前',
  nameHint: '新しい名前は、知り合い全員に伝わります。',
  nameSaved: '新しい名前を保存しました。知り合いに表示されます。',

  safety: 'セキュリティ',
  passphrase: 'パスフレーズ',
  passphraseNone:
    '蔵の鍵が、このディスクに読める状態で置かれています。パスフレーズ（自分で決める合い言葉）を設定すると、鍵を守れます。',
  passphraseSet: 'Fumikuraが動いていないとき、蔵はパスフレーズで守られています。',
  passphraseHost: '蔵の鍵は、このコンピューターが守っています。',
  passphraseNew: '新しいパスフレーズ',
  passphraseRepeat: 'パスフレーズをもう一度入力',
  passphraseRepeatHint: '上の欄で文字が見えるようにすると、もう一度入力しなくて済みます。',
  passphraseDiffers: '2つの欄のパスフレーズが一致しません。もう一度入力してください。',
  passphraseSave: 'パスフレーズを設定',
  passphraseChange: 'パスフレーズを変更',
  passphraseDone: '蔵のパスフレーズを設定しました。次にFumikuraを起動するときから、入力が必要です。',
  words: '24の単語',
  wordsProven:
    '24の単語は確認済みです。24の単語は紙にしかなく、再発行はできません。紙とこのコンピューターの両方をなくすと、アカウントは失われます。ときどき、紙が手元にあるか確かめてください。',
  wordsNot:
    '24の単語をまだ書きとめていません。このコンピューターをなくしたとき、アカウントを取り戻せるのはこの単語だけで、再発行はできません。',
  wordsDo: '書きとめる',

  blocked: 'ブロックした人',
  blockedHint: 'ブロックした人との間では、互いに何も届きません。ブロックしたことは、相手に通知されません。',
  blockedNone: 'ブロックした人はいません。',
  blockedSince: (since) => `${since}から`,
  unblockNamed: (name) => `${name}さんのブロックを解除`,

  sessions: 'サインイン中のブラウザー',
  sessionsHint:
    'Fumikuraが表示したリンクからサインインしたブラウザーです。どのブラウザーも、いつでもサインアウトできます。',
  sessionSince: (since) => `${since}から`,
  sessionOpen: (since) => `${since}から · 使用中`,
  sessionSeen: (since, seen) => `${since}から · 最後の利用は${seen}`,
  sessionHere: 'このブラウザー · 使用中',
  sessionLeaveTitle: 'このブラウザーからサインアウトしますか？',
  sessionLeaveText:
    'いま使っているブラウザーです。もう一度サインインするには、Fumikuraの起動時に表示されるリンクが必要です。',
  sessionEnd: 'サインアウト',
  sessionEndNamed: (label) => `${label}をサインアウト`,
  sessionUnknown: '不明なブラウザー',
  browserOn: (browser, system) => `${system}の${browser}`,
  site: '公開サイト',
  siteText:
    '公開した投稿を、Fumikuraがなくても読めるページとフィードにします。公開サイトのアドレスを知っていれば、誰でも読めます。手紙、メモ、グループ、この画面は、公開サイトからは見られません。',
  siteOff: '公開サイトはオフです。誰も見られません。',
  siteHost: '接続を受け付けるアドレス',
  siteHostHint:
    '127.0.0.1にすると、見られるのはこのコンピューターからだけです。0.0.0.0にすると、このコンピューターに接続できる全員が見られます。',
  sitePort: 'ポート',
  sitePortHint: '0なら、空いているポートを使います。',
  sitePortWrong: '0から65535までの数字を入力してください。',
  siteFaults: {
    taken: 'このポートは、ほかのソフトが使っています。別のポートにしてください。',
    denied: 'このポートを使う権限がありません。1024以上のポートにしてください。',
    'no-address': 'このコンピューターに、このアドレスはありません。別のアドレスにしてください。',
    other: 'このアドレスとポートでは、公開サイトを表示できません。アドレスとポートを変更してください。',
  },
  siteSwitchOn: 'オンにする',
  siteChange: '適用',
  siteSwitchOff: 'オフにする',
  siteUrl: 'サイトのアドレス',
  siteReach: {
    here: '公開サイトを読めるのは、このコンピューターからだけです。',
    network: 'このコンピューターに接続できる人なら、誰でも公開サイトを読めます。',
  },
  siteTrouble: (why) => `公開サイトはオンですが、表示できません。${why}`,
  siteAbsent:
    '公開サイトは、ここではオンにできません。サーバーで動かしたFumikuraを、ブラウザーで開いて設定します。',

  sessionEnded: '選んだブラウザーをサインアウトしました。',
}
