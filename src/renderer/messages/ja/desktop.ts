// The desktop around the app, in Japanese.
import type { desktop as english } from '../en/desktop.ts'

export const desktop: typeof english = {
  title: 'このコンピューター',
  openAtLogin: 'ログイン時に開く',
  openAtLoginHint: '裏で起動し、送った手紙をいつでも開いてもらえるようにします。',
  closeToTray: 'ウインドウを閉じても動かし続ける',
  closeToTrayHint: 'Fumikuraが動いている間、相手はあなたの手紙を開けます。',
  spellCheck: 'スペルを確認する',
  spellCheckHint: 'Linuxでは、言語ごとに一度だけGoogleのサーバーから単語リストを取得します。',
  failed: '変更できませんでした。',

  keychain: '蔵の鍵',
  keychainKeeps: (backend) => `このコンピューターのキーチェーン（${backend}）にあり、起動時に蔵を開きます。`,
  keychainFree: (backend) =>
    `このコンピューターのキーチェーン（${backend}）に預けられます。起動時のパスフレーズが要らなくなります。`,
  keychainNone: 'このコンピューターには、秘密を守れるキーチェーンがありません。パスフレーズなら守れます。',
  keychainKeep: 'キーチェーンに預ける',
  keychainKept: '鍵をキーチェーンに預けました。',
  keychainForget: 'キーチェーンから取り出す',
  keychainForgotten: '鍵をキーチェーンから消しました。蔵はパスフレーズで開きます。',
  keychainFirstRun: '手紙の鍵は、このコンピューターのキーチェーンが守ります。',

  updates: 'アップデート',
  lookForUpdates: 'アップデートを確認する',
  lookForUpdatesHint:
    '1日1回、一つのサーバーに最新の版を尋ねます。許可なくダウンロードすることはありません。',
  update: {
    unavailable: 'この版は自動では更新されません。新しい版は、この版を入手したところから入手してください。',
    never: 'まだ確認していません。',
    lookedAt: (when) => `最新です。確認は${when}。`,
    looking: '確認しています…',
    found: (version) => `バージョン${version}があります。`,
    fetching: (version, percent) => `バージョン${version}をダウンロード中：${percent}`,
    ready: (version) => `バージョン${version}の準備ができました。署名も確かです。`,
    failed: (message) => `うまくいきませんでした：${message}`,
  },
  updateLook: '今すぐ確認',
  updateFetch: 'ダウンロード',
  updateInstall: '再起動して更新',

  crashes: 'クラッシュ記録',
  crashesNone: '記録はありません。',
  crashesText: '落ちたプロセスと、その最後の言葉です。どこにも送られません。',
  crashesCopy: '記録をコピー',
}
