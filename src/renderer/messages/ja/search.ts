// Searching letters, in Japanese.
import type { search as english } from '../en/search.ts'

export const search: typeof english = {
  title: '検索',
  field: '手紙を検索',
  placeholder: '言葉、または from:伊藤 is:sealed',
  scope:
    '自分の手紙と開封した手紙は、本文とファイル名まで検索します。そのほかの手紙は、件名だけを検索します。',
  operators: '絞り込むには',
  operatorHelp: {
    from: { example: 'from:伊藤', means: '伊藤さんの手紙。自分のものは from:me、メールは from:@example.org' },
    to: { example: 'to:森', means: '森さん宛て、またはグループ宛ての手紙' },
    in: {
      example: 'in:archive',
      means:
        'その箱の手紙。グループは in:"港の合唱団" のように名前で、どのグループでもよければ in:group。迷惑メールとゴミ箱は in:spam と in:trash でだけ探せます',
    },
    is: {
      example: 'is:sealed',
      means:
        '未開封の手紙。ほかに unread, opened, starred, urgent, held, done, archived, sent, received, mail',
    },
    has: {
      example: 'has:file',
      means: 'ファイル付きの手紙。ほかに has:pdf, has:photo, has:film。返信は has:reply',
    },
    filename: { example: 'filename:pdf', means: 'その名前のファイルが付いた手紙' },
    subject: { example: 'subject:会議', means: '件名にその言葉がある手紙' },
    label: { example: 'label:港', means: 'そのラベルが付いた手紙' },
    list: { example: 'list:bakers', means: 'そのメーリングリストのメール' },
    before: { example: 'before:2026-01-31', means: 'その日より前' },
    after: {
      example: 'after:2026-01-01',
      means: 'その日以降。after:today, after:2026-01, after:2025 も使えます',
    },
    larger: { example: 'larger:10M', means: 'ファイルを含めて10 MBより大きい手紙。小さいものは smaller:' },
    phrase: { example: '"潮見表 四月"', means: 'その言葉がこの順に続く手紙' },
    not: { example: '-下書き', means: 'その言葉がない手紙。-from:伊藤 や -label:港 も使えます' },
    or: { example: 'OR', means: 'どちらかに当てはまる手紙。例：会議 OR 打ち合わせ' },
  },
  addOperator: (example) => `「${example}」を検索に加える`,
  names: 'この名前の人とグループ',
  named: {
    from: (name) => `${name}さんから`,
    to: (name) => `${name}さん宛て`,
    in: (name) => `「${name}」の中`,
  },
  clear: '検索の言葉を消す',
  searching: '検索しています…',
  found: (count, isMore) => (isMore ? `${count}件以上` : `${count}件`),
  noneTitle: '見つかりませんでした',
  noneText: '検索する言葉を減らすか、別の書き方をお試しください。未開封の手紙は、件名だけを検索します。',
  instead: (names) => `この言葉を含む手紙はありません。代わりに、${names}との手紙を表示しています。`,
  noFilter: (typed) =>
    `「${typed}」は絞り込みに使えないため、言葉として検索しました。使えるものは下にあります。`,
  from: '差出人',
  when: '時期',
  with: '添付',
  that: '状態',
  lately: '最近',
  times: { today: '今日', thisWeek: '今週' },
  kinds: { pdf: 'PDF', photo: '写真', film: '動画', file: 'すべてのファイル' },
  states: {
    sealed: '未開封',
    starred: 'スター付き',
    urgent: '至急',
    mine: '自分が書いたもの',
    archived: 'アーカイブ済み',
  },
  pressMany: 'いくつでも選べます。入力もできます：',
  wordsForIt: '入力できる言葉',
  sealedFiles: (_count, shown, isMore) =>
    `ファイル付きの未開封の手紙が${shown}通${isMore ? '以上' : ''}あります。ファイル名は、開封するまで検索できません。`,
  showThem: '表示する',
  wrong: 'この絞り込みは使えません：',
  expects: {
    day: ({ operator, value }) =>
      `${operator}${value} は日付として読めません。${operator}2026-01-31 のように書いてください。`,
    size: ({ operator, value }) =>
      `${operator}${value} は大きさとして読めません。${operator}500k、${operator}10M、${operator}1G のように書いてください。`,
    place: ({ operator, value }, known) =>
      `「${value}」という場所もグループも見つかりません。${operator} のあとには、グループの名前か、次の言葉を書けます：${known}`,
    word: ({ operator, value }, known) =>
      `${operator}${value} は使えません。${operator} のあとに書ける言葉：${known}`,
    more: () =>
      '探すものがまだ書かれていないため、すべての手紙が当てはまってしまいます。探すものを書いてください。',
    fewer: (_part, most) => `検索に使える語や条件は${most}個までです。いくつか減らしてください。`,
  },
  failed: '検索できませんでした。もう一度お試しください。',
}
