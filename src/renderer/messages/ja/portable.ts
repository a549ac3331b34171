// Export, its check, and import, in Japanese.
import type { portable as english } from '../en/portable.ts'

export const portable: typeof english = {
  text: '手紙は自分のものです。手紙やファイルをすべて、ほかのソフトでも読める形式で持ち出せます。手紙には、差出人が書いたとおりであることの証明が付きます。書き出したものは暗号化されないため、自分だけが触れられる場所に置いてください。',
  exportTitle: '書き出し',
  exportMenu: '書き出す…',
  exportThread: 'やりとりを書き出す…',
  wholeThread: 'このやりとりの手紙すべてと、そのファイルを書き出します。',
  wholeGroup: (name) => `${name}の投稿すべてと、そのファイルを書き出します。`,
  wholeAlbum: (name) => `${name}の写真やファイルと、その説明を書き出します。`,
  limitTime: '期間を限定する',
  since: 'この日から',
  until: 'この日まで',
  timeHint: '期間を限定すると、知り合い、グループ、下書きは書き出されません。',
  timeWrong: '期間の終わりの日が始まりの日より前です。どちらかを変えてください。',
  shape: '保存形式',
  shapes: { file: '1つのファイル（.zip）', folder: 'フォルダー' },
  choose: '場所を選んで書き出す…',
  download: '書き出す（.zip）',
  downloading:
    '書き出したものを、ブラウザーが保存しています。保存が済んだら、下の「書き出したものを確かめる…」で確かめてください。',
  exporting: (done, total) => (total === 0 ? '書き出しています…' : `書き出しています：${total}通中${done}通`),
  exported: (letters, files, shown) => `書き出しました：手紙${letters}通とファイル${files}件、${shown}`,
  check: '書き出したものを確かめる…',
  checking: (done) => (done === 0 ? '確かめています…' : `確かめています：${done}件まで完了`),
  checkedWell: (checked) =>
    `書き出したものを確かめました。中の手紙とファイル${checked}件は、どれも差出人が書いたとおりです。`,
  checkedNothing: '書き出したものを確かめました。欠けたところはありません。手紙もファイルも入っていません。',
  checkedBadly: (problems) =>
    `書き出したものの中に、壊れているものが${problems}件あります。もう一度書き出してください。それまでは、以前に書き出したものを残しておいてください。`,
  problems: '壊れているもの',
  withheld: (number) => `含まれていない手紙が${number}通あります`,
  unproven: (number) => `証明のない手紙が${number}通含まれています`,
  withheldBecause: {
    RECALLED: '差出人が手紙を取り下げました',
    EXPIRED: '期限切れです',
    HELD: '差出人が手紙を保留しています',
    SEALED: '未開封です',
    ALTERED: '届いた内容が、通知された手紙と違います',
    DAMAGED: 'この蔵にある手紙が壊れています',
    ABSENT: '手紙を一度も受け取っていません',
    UNPROVEN: '本文が通知と一緒に届いたため、証明がありません',
  },
  importTitle: '取り込み',
  importText:
    'Fumikuraで書き出したものか、ほかのソフトのメール（mbox、.eml、Maildir、vCard、それらのzip）を取り込みます。ほかの人が書いたものは「取り込み済み」に入ります。くり返し取り込んでも、同じものが二重に入ることはありません。',
  importFile: 'ファイルを選ぶ…',
  importFolder: 'フォルダーを選ぶ…',
  sending: 'ファイルを読んでいます…',
  importing: (done) => (done === 0 ? '取り込んでいます…' : `取り込んでいます：${done}件まで完了`),
  imported: (taken, known, refused) =>
    `取り込み${taken}件、すでにあるもの${known}件、取り込めなかったもの${refused}件。`,
  refused: '取り込めなかったものと、その理由',
  refusedMore: (number) => `ほかに${number}件。`,
  refusedBecause: {
    INVALID: '名前と中身が合わないか、ほかの場所を指しています',
    TOO_LARGE: '大きすぎます',
    ALTERED: '差出人が書いたものと違います',
    DAMAGED: '壊れています',
    NOT_FOUND: '見つかりません',
  },
  importFailed: {
    INVALID:
      '何も取り込みませんでした。選んだファイルは、Fumikuraで書き出したものでもメールでもないか、途中で変更されています。別のファイルを選んでください。',
    TOO_LARGE:
      '何も取り込みませんでした。選んだファイルは、展開すると、あるべきサイズをはるかに超えます。別のファイルを選んでください。',
    NEWER_HOME:
      '何も取り込みませんでした。選んだファイルは、もっと新しいFumikuraで書き出されています。先にFumikuraを更新してください。',
    NOT_FOUND: 'そのファイルはもうありません。選び直してください。',
  },
  exportFailed: {
    INVALID:
      '選んだ場所には保存できません。別の名前か場所を選んでください。すでにあるファイルは上書きしません。',
    NOT_FOUND: '書き出すものが、もうここにありません。',
    NO_SPACE: '保存先の空きが足りません。途中まで書き出したものは消しました。別の場所を選んでください。',
  },
  checkFailed: {
    INVALID: '選んだファイルは、Fumikuraで書き出したものではありません。別のファイルを選んでください。',
    NOT_FOUND: 'そのファイルはもうありません。選び直してください。',
  },
  stopped: '作業を中止しました。途中までできていたものは消しました。',
  importStopped:
    '取り込みを中止しました。ここまでに取り込んだものは残っています。続けるには、同じファイルをもう一度取り込んでください。',
}
