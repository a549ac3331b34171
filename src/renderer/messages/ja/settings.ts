// Settings, in Japanese.
import type { settings as english } from '../en/settings.ts'

export const settings: typeof english = {
  title: '設定',
  appearance: '表示',
  language: '言語',
  languages: { en: 'English', ja: '日本語' },
  theme: 'テーマ',
  themes: { system: 'システムに合わせる', light: '明るい', dark: '暗い' },
  keyboard: 'キーボード',
  singleKeys: '1文字のショートカット',
  singleKeysHint: 'Gmailのように、1文字のキーで操作します。CtrlやCmdを使うショートカットは常に使えます。',
  showShortcuts: 'ショートカットの一覧',
  notifications: '新着のお知らせ',
  notify: '手紙が届いたら知らせる',
  notifyHint: 'Fumikuraを裏で開いているとき、誰からの手紙かを表示します。',
  notifyDenied: 'このブラウザーでは許可されていません。ブラウザーの設定で変えられます。',

  you: 'あなたの名刺',
  name: '名前',
  nameHint: '新しい名前は、知り合い全員に伝わります。',
  nameSaved: '新しい名前を名刺に載せました。',

  safety: '安全',
  passphrase: 'パスフレーズ',
  passphraseNone: '蔵の鍵が、このディスクに読める形で置かれています。パスフレーズで守れます。',
  passphraseSet: 'Fumikuraが動いていないとき、蔵はパスフレーズで守られています。',
  passphraseHost: '蔵の鍵は、このコンピューターが守っています。',
  passphraseNew: '新しいパスフレーズ',
  passphraseRepeat: 'もう一度入力',
  passphraseRepeatHint: '表示して確かめれば、一度の入力で済みます。',
  passphraseDiffers: '二つの入力が一致しません。',
  passphraseSave: 'パスフレーズを設定',
  passphraseChange: 'パスフレーズを変更',
  passphraseDone: 'パスフレーズを設定しました。次の起動から必要です。',
  words: '24の単語',
  wordsProven:
    '確認済みです。単語はあなたの紙の上だけにあり、新しい単語はだれにも作れません。なくしたままこのコンピューターも失うと、あなたに戻る方法はありません。ときどき、手元にあるか確かめてください。',
  wordsNot:
    'まだ書きとめていません。このコンピューターを失ったとき、戻る手段はこれだけで、別の単語は作れません。',
  wordsDo: '書きとめる',

  sessions: '登録されたブラウザー',
  sessionsHint:
    'Fumikuraが表示したアドレスから登録されたブラウザーです。終了すると、すぐに入れなくなります。',
  sessionSince: (since, seen) => `${since}から · 最後の利用は${seen}`,
  sessionHere: 'このブラウザー',
  sessionLeaveTitle: 'このブラウザーのセッションを終了しますか？',
  sessionLeaveText:
    'いまお使いのブラウザーです。もう一度入るには、Fumikuraの起動時に表示されるアドレスが必要です。',
  sessionEnd: '終了',
  sessionEndNamed: (label) => `${label}のセッションを終了`,
  sessionUnknown: '名前の分からないブラウザー',
  browserOn: (browser, system) => `${system}の${browser}`,
  site: '公開サイト',
  siteText:
    'あなたが公開した投稿を、Fumikuraがなくても読めるページとフィードにします。そこで見られるのは公開した投稿だけです。手紙、覚え書き、グループ、この画面には届きません。',
  siteOff: 'オフです。何も公開されていません。',
  siteHost: '待ち受けるアドレス',
  siteHostHint: '127.0.0.1はこのコンピューターだけ、0.0.0.0はこのコンピューターに届く全員です。',
  sitePort: 'ポート',
  sitePortHint: '0なら、空いているポートを使います。',
  sitePortWrong: '0から65535までの数字を入力してください。',
  siteWrong: 'そのアドレスがここにないか、ポートが使われています。',
  siteSwitchOn: 'オンにする',
  siteChange: 'この設定にする',
  siteSwitchOff: 'オフにする',
  siteUrl: 'サイトのアドレス',
  siteReach: {
    here: '読めるのは、このコンピューターからだけです。',
    network: 'このコンピューターに届く人なら、誰でも読めます。',
  },
  siteTrouble: (why) => `オンですが、公開できていません：${why}`,
  siteAbsent: 'ここではオンにできません。サーバーで動くFumikuraを、ブラウザーで開いて設定します。',

  sessionEnded: 'そのブラウザーのセッションを終了しました。',
}
