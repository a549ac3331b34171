// The picture on this person's card, in Japanese.
import type { picture as english } from '../en/picture.ts'

export const picture: typeof english = {
  label: '写真',
  choose: '写真を選ぶ',
  change: '別の写真を選ぶ',
  remove: '写真を外す',
  hint: '写真をここにドロップすることもできます。写真は、このブラウザーの中で正方形に切り抜いて小さくします。ファイルのほかの情報は残しません。',
  optional:
    '写真は任意です。知り合いの画面では、名前の隣に表示されます。写真をここにドロップすることもできます。',
  unreadable: 'このブラウザーでは、このファイルを写真として読めません。別の写真を選んでください。',
  tooLarge: '写真のファイルが大きすぎます。もっと小さい写真を選んでください。',
  saved: '新しい写真を保存しました。知り合いに表示されます。',
  removed: '自分の写真を外しました。',
}
