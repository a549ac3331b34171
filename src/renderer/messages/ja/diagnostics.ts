// Diagnostics, in Japanese.
import type { diagnostics as english } from '../en/diagnostics.ts'

export const diagnostics: typeof english = {
  title: '診断',
  refresh: 'もう一度診断',
  copy: 'テキストとしてコピー',
  copied: '診断の結果とログをコピーしました。件数、理由、鍵は入っていますが、手紙と名前は入っていません。',
  asOf: (time) => `${time}現在`,
  failed: '診断できませんでした。もう一度お試しください。',

  healthy: '問題はありません。何もする必要はありません。',
  needs: (count) => `確認が必要なことが${count}件あります。`,
  warnings: {
    damaged:
      '台帳が壊れているため、この蔵は読むことしかできません。ほかのことをする前に、蔵全体のコピーを取ってください。',
    rewritten:
      'ほかの人の蔵が書き換えられています。その人の手紙のうち、未開封のものは信用できません。下の「書き換えられた蔵」にある証拠をご覧ください。',
    clockNeedsYes:
      'このコンピューターの時計が、Fumikuraが最後に記録した時刻より大きく遅れています。時計を直すか、このまま使うかを選んでください。',
    clockJumped:
      'このコンピューターの時計が大きくずれました。時刻に関わる処理は、時計が安定するまで待ちます。',
    frozen:
      '不具合のため、自分のログ（蔵の記録）の1つを新しく始めました。その中の手紙は無事です。何もする必要はありません。',
    parked: '上限を超える量を送ってくる人がいます。超えた分は待たせています。何もする必要はありません。',
    unfiled:
      '索引に入れられなかった手紙があります。本文で検索できないか、一覧に表示されません。どの手紙かは下をご覧ください。',
    clear: '蔵の鍵が蔵と同じ場所にあるため、この蔵は暗号化されていません。パスフレーズを設定してください。',
    words: '24の単語がまだこの蔵に残っています。紙に書きとめて、そのうちの3つを確認してください。',
    more: 'Fumikuraからの報告（英語）：',
  },
  acceptClock: '時計をこのまま使う',
  acceptClockTitle: 'この時計をこのまま使いますか？',
  acceptClockText: (mark, now) =>
    `Fumikuraが最後に記録した時刻は${mark}、このコンピューターの時刻は${now}です。期限切れの手紙は、期限切れのままです。コンピューターの時計が違う場合は、時計のほうを直してください。`,
  clockAccepted: 'コンピューターの時計をこのまま使います。',
  remedies: { passphrase: 'パスフレーズを設定', words: '書きとめる' },

  standing: {
    connected: (count) =>
      count === 0
        ? '接続中の知り合いはいません。手紙はそれぞれの蔵で待ちます。'
        : `知り合い${count}人が接続中です。`,
    stored: (bytes, key) => `自分の手紙${bytes}を、封をして保管しています。鍵は${key}。`,
    whole: '蔵に問題は見つかりませんでした。',
    notWhole: '蔵の中に、壊れているか食い違っているものがあります。対処方法は上をご覧ください。',
  },
  detail: '詳細',

  network: 'ネットワーク',
  networkOff: 'ネットワークはオフです。手紙はこのコンピューターで待ちます。',
  swarm: 'インターネット',
  lan: 'このネットワーク',
  ways: {
    off: 'オフ',
    starting: '準備中',
    listening: '待ち受け中',
    unreachable: '外からはつながりません',
  },
  connections: '接続',
  connectionsNone: '接続中の人はいません。',
  person: '相手',
  via: '経路',
  since: '開始',
  traffic: '受信 / 送信',
  stranger: '知らない人',
  vias: { swarm: 'インターネット', lan: 'ローカル' },

  store: '蔵',
  home: 'このディスク',
  homeFormat: (format) => `形式${format}`,
  letters: '自分の手紙（封をしたもの）',
  blocks: (count, bytes) => `${count}ブロック、${bytes}`,
  kept: '開封して手元に残した手紙',
  notices: '通知',
  noticesValue: (written, read) => `書いたもの${written}件、読んだもの${read}件`,
  bytesUnknown: 'サイズ不明',
  keyring: '鍵',
  keyrings: {
    passphrase: 'パスフレーズで守られています',
    host: 'このコンピューターが守っています',
    clear: 'このディスクで読める状態です',
  },
  words: '24の単語',
  wordsProven: '確認済み、ここには残っていません',
  wordsKept: '未確認、ここに残っています',

  safety: '整合性',
  ledger: '台帳',
  ledgerWhole: (commits) => `正常、記録${commits}件`,
  ledgerDamaged: (reason) => `破損：${reason}`,
  cores: 'ログ（蔵の記録）',
  coresValue: (own, foreign, frozen) => `自分${own}、ほかの人${foreign}、作り直し${frozen}`,
  marks: 'ログの長さ',
  marksValue: (checked, behind) => `起動時に${checked}件を確認、${behind}件を修復`,
  clock: '時計',
  clocks: {
    steady: '正常',
    jumped: '大きくずれました。安定するまで待ちます',
    'needs-yes': '大きく遅れています。確認を待っています',
  },
  clockMark: (state, when) => `${state}、最後の記録は${when}`,

  skipped: '読み飛ばしたもの',
  skippedText: '起動後に、ほかの人から届いた不正なデータの件数です。どれも使っていません。',
  skippedNone: '起動後に読み飛ばしたものはありません。',
  rewritten: '書き換えられた蔵',
  rewrittenNone: '食い違いのある蔵はありません。',
  rewrittenText: '以前の記録と食い違う蔵です。証拠は残しています。',
  rewrittenValue: (core, length, fork, when) => `コア${core}、長さ${length}、フォーク${fork}、${when}に確認`,
  parked: '待機中',
  parkedNone: '上限を超える量を送ってくる人はいません。',
  parkedSince: (reason, when) => `${reason}、${when}から`,

  unfiled: '索引に入っていない手紙',
  unfiledNone: 'すべての手紙が索引に入っています。',
  unfiledText: '手紙に変化があったときと、起動するたびに、もう一度試します。削除することもできます。',
  unfiledValue: (how, reason) => `${how}（${reason}）`,
  unfiledMore: (count) => `ほか${count}件`,
  filedBy: { title: '本文なしで一覧に表示', nothing: '一覧に表示なし' },

  log: 'ログ',
  logLevel: '表示',
  logLevels: { debug: 'すべて', info: '情報以上', warn: '警告以上', error: 'エラー' },
  logNone: '起動後に、この種類の記録はありません。',
  logText: 'Fumikuraが起動後に記録したものを、新しい順に並べています。英語で書かれ、手紙の内容は含みません。',
  logCopy: '表示中の行をコピー',
  logCopied: (count) => `ログを${count}行コピーしました。`,

  unencrypted: 'このディスクで読めるもの',
  unencryptedNone: 'ありません。すべて暗号化されています。',
  unencryptedKinds: {
    everything: 'この蔵のすべて。鍵が同じ場所にあるためです。パスフレーズを設定すると守れます。',
    cores: '蔵の鍵とサイズ。中身には封がしてあります。',
    homeFile: '鍵の守り方を記したファイル。',
  },
}
