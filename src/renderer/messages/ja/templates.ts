// Templates and the signature, in Japanese.
import type { Messages } from '../en/index.ts'

export const templates: Messages['templates'] = {
  title: 'ひな形',
  intro: 'よく使う文面です。手紙には写しが入るので、ひな形はあとから書き直せます。',
  none: 'ひな形はまだありません。',
  add: '新しいひな形',
  edit: 'ひな形を編集',
  editNamed: (name) => `「${name}」を編集`,
  remove: '削除',
  removeNamed: (name) => `「${name}」を削除`,
  name: '名前',
  subject: '件名',
  text: '本文',
  for: (names) => `宛先：${names}`,
  save: '保存する',
  saved: (name) => `ひな形「${name}」を保存しました。`,
  removed: (name) => `ひな形「${name}」を削除しました。`,
  choose: 'ひな形',
  saveThis: 'ひな形として保存…',
  saveTitle: 'ひな形として保存',
  saveHint: '宛先、件名、本文、送り方を保存します。ファイルと日時は含みません。',
  used: (name) => `「${name}」を手紙に入れました。`,
  manage: 'ひな形を管理',

  signature: '署名',
  signatureHint: '書き始めた手紙の中に表示されます。その場で消すこともできます。',
  signatureText: '署名の文面',
  inNew: '新しい手紙に入れる',
  inReplies: '返信に入れる',
  saveSignature: '保存する',
  signatureSaved: '署名を保存しました。',
}
