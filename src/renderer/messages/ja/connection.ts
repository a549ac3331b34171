// What is said when the engine cannot be reached, in Japanese.
import type { connection as english } from '../en/connection.ts'

export const connection: typeof english = {
  connecting: '蔵を開いています…',
  lost: 'エンジンが応答していません。表示されているのは少し前の内容です。つながりしだい、元に戻ります。',
  lostShort: 'エンジンの応答を待っています…',
  back: '再びつながりました。',
  refusedTitle: 'このブラウザーは、まだこの蔵に入れません',
  refusedText:
    'Fumikuraの起動時に表示されたアドレスを開いてください。末尾のトークンで、このブラウザーが登録されます。一度だけの手続きです。',
  refusedCommand: 'ターミナルで：',
  revokedText: '以前は入れたのなら、セッションが終了されたか、このアドレスで別の蔵が動いています。',
}
