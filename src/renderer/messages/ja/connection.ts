// What is said when the engine cannot be reached, in Japanese.
import type { connection as english } from '../en/connection.ts'

export const connection: typeof english = {
  connecting: '蔵を開いています…',
  lost: 'エンジンが応答していません。表示されているのは少し前の内容です。Fumikuraを起動し直した場合は、アドレスが変わります。このタブは元に戻りませんので、`fumikura open` で開いてください。',
  lostShort: 'エンジンの応答を待っています…',
  lostLong: 'Fumikuraを起動し直した場合は、アドレスが変わります。ターミナルで：',
  back: '再びつながりました。',
  refusedTitle: 'このページからは蔵に入れません',
  refusedText:
    'ブラウザーは、一度だけ使えるリンクで登録されます。Fumikuraを起動し直すとアドレスが変わり、以前のタブやブックマークは使えなくなります。',
  refusedCommand: 'ページを開くには、ターミナルで：',
  revokedText:
    '先ほどまで使えていたのなら、セッションが終了されました。自分で開いていないページには、パスフレーズを入力しないでください。',
  failingTitle: '蔵を開けませんでした',
  failingText: '失われたものはありません。開けるようになるまで、そのまま残ります。',
  proofTitle: 'パスフレーズを入力してください',
  proofText: 'この操作には、蔵のパスフレーズがもう一度必要です。',
  proofGive: '続ける',
}
