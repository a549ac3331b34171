// The picture on one’s card, in Japanese.
import type { picture as english } from '../en/picture.ts'

export const picture: typeof english = {
  label: '写真',
  choose: '写真を選ぶ',
  change: '別の写真を選ぶ',
  remove: '写真を外す',
  hint: 'ここにドロップすることもできます。このブラウザーの中で正方形に切り抜いて小さくし、ファイルのほかの情報は残しません。',
  optional: '任意です。知り合いには、名前のとなりに表示されます。ここにドロップすることもできます。',
  unreadable: 'このブラウザーでは、写真として読めませんでした。',
  tooLarge: 'ファイルが大きすぎて、写真にできません。',
  saved: '新しい写真を名刺に載せました。',
  removed: '名刺から写真を外しました。',
}
