// The settings that only the desktop has, in Japanese.
import type { desktop as english } from '../en/desktop.ts'

export const desktop: typeof english = {
  title: 'このコンピューター',
  openAtLogin: 'ログイン時に起動する',
  openAtLoginHint: 'バックグラウンドで起動し、送った手紙を相手が開けるようにします。',
  closeToTray: 'ウィンドウを閉じても動かし続ける',
  closeToTrayHint: 'Fumikuraが動いている間は、送った手紙を相手が開けます。',
  spellCheck: 'スペルを確認する',
  spellCheckHint: 'Linuxでは、言語ごとに一度だけ、Googleから単語リストをダウンロードします。',
  failed: '変更できませんでした。もう一度お試しください。',

  keychain: '蔵の鍵',
  keychainKeeps: (backend) => `このコンピューターのキーチェーン（${backend}）が守り、起動時に蔵を開きます。`,
  keychainFree: (backend) =>
    `このコンピューターのキーチェーン（${backend}）に預けられます。起動時のパスフレーズが不要になります。`,
  keychainNone:
    'このコンピューターには、秘密を守れるキーチェーンがありません。パスフレーズを使ってください。',
  keychainKeep: 'キーチェーンに預ける',
  keychainKept: '鍵をキーチェーンに預けました。',
  keychainForget: 'キーチェーンから消す',
  keychainForgotten: '鍵をキーチェーンから消しました。蔵はパスフレーズで開きます。',
  keychainFirstRun: '手紙の鍵は、このコンピューターのキーチェーンが守ります。',

  updates: 'アップデート',
  lookForUpdates: 'アップデートを確認する',
  lookForUpdatesHint:
    '1日1回、1つのサーバーに最新のバージョンを問い合わせます。許可なくダウンロードすることはありません。',
  update: {
    unavailable:
      'このバージョンは自動で更新されません。入手したところから、新しいバージョンを入手してください。',
    never: 'まだ確認していません。',
    lookedAt: (when) => `最新です（${when}に確認）。`,
    looking: '確認しています…',
    found: (version) => `バージョン${version}があります。`,
    fetching: (version, percent) => `バージョン${version}をダウンロード中：${percent}`,
    ready: (version) => `バージョン${version}の準備ができました。署名も確認済みです。`,
    failed: (message) => `うまくいきませんでした：${message}`,
  },
  updateLook: '今すぐ確認',
  updateFetch: 'ダウンロード',
  updateInstall: '再起動して更新',

  crashes: 'クラッシュ記録',
  crashesNone: '記録はありません。',
  crashesText: 'クラッシュしたプロセスと、その最後のメッセージです。どこにも送信しません。',
  crashesCopy: '記録をコピー',
}
