// Diagnostics, in Japanese.
import type { diagnostics as english } from '../en/diagnostics.ts'

export const diagnostics: typeof english = {
  title: '診断',
  refresh: '診断し直す',
  copy: 'テキストとしてコピー',
  copied: '診断とログをコピーしました。件数、理由、鍵だけで、手紙も名前も含みません。',
  asOf: (time) => `${time}現在`,
  failed: '診断できませんでした。',

  healthy: '問題はありません。何もする必要はありません。',
  needs: (count) => `確認が必要なことが${count}件あります。`,
  warnings: {
    damaged: '作業の記録が壊れているため、読み取り専用で開いています。まず、この蔵のコピーを取ってください。',
    rewritten: '蔵を書き換えた人がいます。その人の未開封の手紙は信用できません。証拠は下にあります。',
    clockNeedsYes:
      'このコンピューターの時計が、最後に記録した時刻より大きく遅れています。時計を直すか、このまま認めてください。',
    clockJumped: '時計が大きくずれました。時刻に関わる処理は、落ち着くまで待ちます。',
    frozen:
      '不具合のため、あなたの蔵の一つを新しく始めました。手紙は移してあります。何もする必要はありません。',
    parked: '上限を超えて送っている人がいます。超えた分は待たせています。',
    clear: 'この蔵は暗号化されていません。鍵がそばに置かれています。パスフレーズを設定してください。',
    words: '24の単語がまだここに残っています。書きとめて、三つを確認してください。',
    more: 'エンジンからの報告（英語）：',
  },
  acceptClock: '時計を認める',
  acceptClockTitle: 'この時計を認めますか？',
  acceptClockText: (mark, now) =>
    `最後に記録した時刻は${mark}、このコンピューターの時刻は${now}です。期限の切れた手紙は切れたままです。コンピューターの時計が誤っているなら、時計のほうを直してください。`,
  clockAccepted: '時計を認めました。',
  remedies: { passphrase: 'パスフレーズを設定', words: '書きとめる' },

  standing: {
    connected: (count) =>
      count === 0
        ? 'いまは誰とも接続していません。手紙はそれぞれの蔵で待ちます。'
        : `知り合い${count}人と接続しています。`,
    stored: (bytes, key) => `封をした自分の手紙が${bytes}あります。鍵は${key}。`,
    whole: '壊れたものも、食い違う蔵もありません。',
    notWhole: '壊れたもの、または食い違う蔵があります。対処は上をご覧ください。',
  },
  detail: '詳しく見る',

  network: 'ネットワーク',
  networkOff: 'ネットワークは切られています。手紙はここで待ちます。',
  swarm: 'インターネット',
  lan: 'このネットワーク',
  ways: {
    off: 'オフ',
    starting: '準備中',
    listening: '待ち受け中',
    unreachable: '外からはつながりません',
  },
  connections: '接続',
  connectionsNone: 'いまは誰とも接続していません。',
  person: '相手',
  via: '経路',
  since: '開始',
  traffic: '受信 / 送信',
  stranger: '知らない人',
  vias: { swarm: 'インターネット', lan: 'ローカル' },

  store: '蔵',
  home: 'このディスクの上',
  homeFormat: (format) => `形式${format}`,
  letters: '自分の手紙（封をしたもの）',
  blocks: (count, bytes) => `${count}ブロック、${bytes}`,
  kept: '開封して手元に残した手紙',
  notices: '通知',
  noticesValue: (written, read) => `書いたもの${written}件、読んだもの${read}件`,
  bytesUnknown: '大きさは不明',
  keyring: '鍵',
  keyrings: {
    passphrase: 'パスフレーズで守られています',
    host: 'このコンピューターが守っています',
    clear: 'このディスクで読める状態です',
  },
  words: '24の単語',
  wordsProven: '確認済み。ここには残っていません',
  wordsKept: '未確認。ここに残っています',

  safety: '健全性',
  ledger: '作業の記録',
  ledgerWhole: (commits) => `正常、記録${commits}件`,
  ledgerDamaged: (reason) => `破損：${reason}`,
  cores: '書き込みの列',
  coresValue: (own, foreign, frozen) => `自分${own}、ほかの人${foreign}、作り直し${frozen}`,
  marks: '列の末尾',
  marksValue: (checked, behind) => `起動時に${checked}件を確認、${behind}件を修復`,
  clock: '時計',
  clocks: {
    steady: '正常',
    jumped: '大きくずれました。落ち着くまで待ちます',
    'needs-yes': '大きく遅れています。あなたの判断を待っています',
  },
  clockMark: (state, when) => `${state}、最後の記録は${when}`,

  skipped: '読み飛ばしたもの',
  skippedText: '起動してから、ほかの人から届いた不正なデータの数です。どれも使われていません。',
  skippedNone: '起動してから、読み飛ばしたものはありません。',
  rewritten: '書き換えられた蔵',
  rewrittenNone: '食い違いのある蔵はありません。',
  rewrittenText: '以前と食い違う内容を出した蔵です。証拠は消えずに残ります。',
  rewrittenValue: (core, length, fork, when) => `コア${core}、長さ${length}、フォーク${fork}、${when}に確認`,
  parked: '待たせているもの',
  parkedNone: '上限を超えて送っている人はいません。',
  parkedSince: (reason, when) => `${reason}、${when}から`,

  log: 'ログ',
  logLevel: '表示',
  logLevels: { debug: 'すべて', info: '情報以上', warn: '警告以上', error: 'エラー' },
  logNone: '起動してから、この種類の記録はありません。',
  logText:
    'エンジンが起動してからの記録です。新しいものが上に並びます。英語で書かれ、手紙の内容は含みません。',
  logCopy: '表示中の行をコピー',
  logCopied: (count) => `${count}行をコピーしました。`,

  unencrypted: 'このディスクで読めるもの',
  unencryptedNone: 'ありません。すべて暗号化されています。',
  unencryptedKinds: {
    everything: 'この蔵のすべて。鍵がそばにあります。パスフレーズで守れます。',
    cores: '蔵の鍵と大きさ。中身は封がしてあります。',
    homeFile: '鍵の守り方を記したファイル。',
  },
}
