// The texts while the engine cannot be reached, in Japanese.
import type { connection as english } from '../en/connection.ts'

export const connection: typeof english = {
  connecting: '蔵を開いています…',
  lost: 'Fumikuraが応答していないため、この画面の表示が古い可能性があります。Fumikuraを起動し直した場合は、アドレスが変わっています。このタブを閉じ、ターミナルで `fumikura open` を実行してください。',
  lostShort: 'Fumikuraの応答を待っています…',
  lostLong: 'Fumikuraを起動し直した場合は、アドレスが変わっています。ターミナルで次を実行してください：',
  back: 'Fumikuraに再びつながりました。',
  refusedTitle: 'このブラウザーはサインインしていません',
  refusedText:
    'サインインするには、一度だけ使えるリンクを開きます。Fumikuraのアドレスは起動するたびに変わります。開いたままのタブは新しいアドレスに移りますが、閉じたタブやブックマークからは開けなくなります。',
  refusedCommand: 'サインインするには、ターミナルで次を実行してください：',
  revokedText:
    'この画面を先ほどまで使えていた場合は、このブラウザーがサインアウトされています。自分で開いていないページには、パスフレーズを入力しないでください。',
  failingTitle: '蔵を開けませんでした',
  failingText: '手紙などのデータは失われていません。蔵は、開けるようになるまで、そのまま残ります。',
  proofTitle: '蔵のパスフレーズを入力してください',
  proofText: 'この操作をするには、蔵のパスフレーズをもう一度入力してください。',
  proofGive: '続ける',
  manyDeletions:
    'スマートフォンから削除できるのは1時間に20回までです。続きはコンピューターでするか、あとでしてください。',
}
