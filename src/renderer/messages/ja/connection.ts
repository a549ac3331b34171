// The texts while the engine cannot be reached, in Japanese.
import type { connection as english } from '../en/connection.ts'

export const connection: typeof english = {
  connecting: '蔵を開いています…',
  lost: 'Fumikuraが応答していないため、表示が古い可能性があります。Fumikuraを起動し直した場合はアドレスが変わっています。このタブを閉じ、ターミナルで `fumikura open` を実行してください。',
  lostShort: 'Fumikuraの応答を待っています…',
  lostLong: 'Fumikuraを起動し直した場合は、アドレスが変わっています。ターミナルで：',
  back: '再びつながりました。',
  refusedTitle: 'このブラウザーはサインインしていません',
  refusedText:
    'サインインには、一度だけ使えるリンクを使います。Fumikuraを起動し直すとアドレスが変わり、以前のタブやブックマークは使えなくなります。',
  refusedCommand: 'サインインするには、ターミナルで：',
  revokedText:
    '先ほどまで使えていた場合は、サインアウトされています。自分で開いていないページには、パスフレーズを入力しないでください。',
  failingTitle: '蔵を開けませんでした',
  failingText: 'データは失われていません。開けるようになるまで、そのまま残ります。',
  proofTitle: 'パスフレーズを入力してください',
  proofText: 'この操作には、パスフレーズの再入力が必要です。',
  proofGive: '続ける',
}
