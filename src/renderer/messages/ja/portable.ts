// Exports, their check, and imports, in Japanese.
import type { portable as english } from '../en/portable.ts'

export const portable: typeof english = {
  title: '手紙はあなたのもの',
  text: 'ほかのソフトでも読める形で、すべてを持ち出せます。どの手紙にも、差出人が書いたとおりであることの証明が付きます。暗号化はされないので、自分だけが触れる場所に置いてください。',
  exportTitle: '書き出し',
  exportMenu: '書き出す…',
  exportThread: 'やりとりを書き出す…',
  wholeThread: 'このやりとりの手紙すべてと、そのファイル。',
  wholeGroup: (name) => `${name}に書かれたものと、そのファイル。`,
  wholeAlbum: (name) => `${name}の写真やファイルと、その説明。`,
  limitTime: '期間をかぎる',
  since: 'この日から',
  until: 'この日まで',
  timeHint: '期間をかぎると、連絡先・グループ・下書きは入りません。',
  timeWrong: '終わりの日が始まりの日より前です。',
  shape: '形',
  shapes: { file: 'ひとつのファイル（.zip）', folder: 'フォルダー' },
  choose: '場所を選んで書き出す…',
  download: '書き出す（.zip）',
  downloading: 'ブラウザーが保存します。終わったら、下で確かめてください。',
  exporting: (done, total) =>
    total === 0 ? '書き出しています…' : `書き出しています: ${total}通のうち${done}通`,
  exported: (letters, files, shown) => `書き出しました: 手紙${letters}通とファイル${files}件、${shown}`,
  check: '書き出したものを確かめる…',
  checking: (done) => (done === 0 ? '確かめています…' : `確かめています: ${done}件まで済みました`),
  checkedWell: (checked) =>
    `書き出したあとに確かめました。中の${checked}件は、どれも差出人が書いたとおりです。`,
  checkedNothing: '書き出したあとに確かめました。欠けたところはありません。手紙もファイルも入っていません。',
  checkedBadly: (problems) =>
    `正しくないものが${problems}件あります。もう一度書き出し、それまでは古いものを残しておいてください。`,
  problems: '正しくないもの',
  withheld: (number) => `入っていない手紙が${number}通あります`,
  withheldBecause: {
    RECALLED: '差出人が取り戻しました',
    EXPIRED: '期限が過ぎました',
    HELD: '差出人が保留しています',
    SEALED: 'まだ開いていません',
    ALTERED: '届いたものが知らせと違います',
    DAMAGED: 'ここで壊れています',
    ABSENT: '一度も取り寄せていません',
    UNPROVEN: '証明がありません',
  },
  importTitle: '取り込み',
  importText:
    'Fumikuraで書き出したもの、またはほかのソフトのメール（mbox、.eml、Maildir、vCard、それらのzip）。ほかから来たものは「取り込んだもの」に入ります。くり返しても、同じものが二度入ることはありません。',
  importFile: 'ファイルを選ぶ…',
  importFolder: 'フォルダーを選ぶ…',
  sending: 'ファイルを読んでいます…',
  importing: (done) => (done === 0 ? '取り込んでいます…' : `取り込んでいます: ${done}件まで済みました`),
  imported: (taken, known, refused) =>
    `${taken}件を取り込みました。前からあるもの${known}件、取り込めなかったもの${refused}件。`,
  refused: '取り込めなかったものと、その理由',
  refusedMore: (number) => `ほかに${number}件。`,
  refusedBecause: {
    INVALID: '名前と中身が合わないか、外を指しています',
    TOO_LARGE: '大きすぎます',
    ALTERED: '差出人が書いたものと違います',
    DAMAGED: '壊れています',
    NOT_FOUND: '見つかりません',
  },
  importFailed: {
    INVALID: '何も取り込みませんでした。書き出したものでもメールでもないか、途中で変えられています。',
    TOO_LARGE: '何も取り込みませんでした。ほどくと、あるべき大きさをはるかに超えます。',
    NEWER_HOME: '何も取り込みませんでした。新しいFumikuraで書き出されています。先に更新してください。',
    NOT_FOUND: 'そのファイルはもうありません。選び直してください。',
  },
  exportFailed: {
    INVALID: 'そこには書けません。別の名前か場所を選んでください。すでにあるものは上書きしません。',
    NOT_FOUND: 'もうここにはありません。',
    NO_SPACE: 'そこには空きが足りません。途中のものは消しました。別の場所を選んでください。',
  },
  checkFailed: {
    INVALID: 'これは書き出したものではありません。',
    NOT_FOUND: 'そのファイルはもうありません。選び直してください。',
  },
  stopped: '止めました。途中のものは消しました。',
  importStopped:
    '止めました。そこまでに取り込んだものはここにあります。続けるには、もう一度取り込んでください。',
}
