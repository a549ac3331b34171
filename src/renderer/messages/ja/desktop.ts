// The settings that only the desktop has, in Japanese.
import type { desktop as english } from '../en/desktop.ts'

export const desktop: typeof english = {
  title: 'このコンピューター',
  openAtLogin: 'ログイン時にFumikuraを起動する',
  openAtLoginHint: 'Fumikuraをバックグラウンドで起動し、送った手紙を相手が開けるようにします。',
  closeToTray: 'ウィンドウを閉じてもFumikuraを動かし続ける',
  closeToTrayHint: 'Fumikuraが動いている間は、送った手紙を相手が開けます。',
  spellCheck: 'スペルを確認する',
  spellCheckHint: 'Linuxでは、言語ごとに一度だけ、Googleから単語リストをダウンロードします。',
  failed: '設定を変更できませんでした。もう一度お試しください。',

  keychain: '蔵の鍵',
  keychainKeeps: (backend) =>
    `このコンピューターのキーチェーン（${backend}）が蔵の鍵を守り、Fumikuraの起動時に蔵を開きます。`,
  keychainFree: (backend) =>
    `蔵の鍵を、このコンピューターのキーチェーン（${backend}）に預けられます。預けると、起動時にパスフレーズを入力せずに済みます。`,
  keychainNone:
    'このコンピューターには、蔵の鍵を守れるキーチェーンがありません。代わりに、パスフレーズを使ってください。',
  keychainKeep: 'キーチェーンに預ける',
  keychainKept: '蔵の鍵をキーチェーンに預けました。',
  keychainForget: 'キーチェーンから消す',
  keychainForgotten: '蔵の鍵をキーチェーンから消しました。蔵は、パスフレーズを入力して開きます。',
  keychainFirstRun: '手紙の鍵は、このコンピューターのキーチェーンが守ります。',

  updates: 'アップデート',
  lookForUpdates: 'アップデートを確認する',
  lookForUpdatesHint:
    'Fumikuraが1日1回、1つのサーバーに最新のバージョンを問い合わせます。許可なくダウンロードすることはありません。',
  update: {
    unavailable:
      'このFumikuraは自動で更新されません。新しいバージョンは、このFumikuraを入手したところから入手してください。',
    never: 'アップデートをまだ確認していません。',
    lookedAt: (when) => `最新のバージョンです（${when}に確認）。`,
    looking: '確認しています…',
    found: (version) => `バージョン${version}があります。`,
    fetching: (version, percent) => `バージョン${version}をダウンロード中：${percent}`,
    ready: (version) => `バージョン${version}の準備ができました。署名も確認済みです。`,
    failed: (message) => `アップデートがうまくいきませんでした：${message}`,
  },
  updateLook: '今すぐ確認',
  updateFetch: 'ダウンロード',
  updateInstall: '再起動して更新',

  crashes: 'クラッシュ記録',
  crashesNone: 'クラッシュの記録はありません。',
  crashesText: 'Fumikuraの中で異常終了したものと、その最後のメッセージです。この記録はどこにも送信しません。',
  crashesCopy: '記録をコピー',
}
