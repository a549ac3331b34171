// Looking for letters, in Japanese.
import type { search as english } from '../en/search.ts'

export const search: typeof english = {
  title: 'さがす',
  field: '手紙をさがす',
  placeholder: '言葉、または from:伊藤 is:sealed',
  scope: '自分の手紙と開いた手紙は本文まで、そのほかは件名からさがします。',
  operators: '絞りこむには',
  operatorHelp: {
    from: { example: 'from:伊藤', means: '伊藤さんが書いたもの。自分のものは from:me' },
    to: { example: 'to:森', means: '森さん宛のもの' },
    is: {
      example: 'is:sealed',
      means: '封のまま。ほかに opened, starred, urgent, held, done, archived, sent, received',
    },
    has: { example: 'has:reply', means: 'ほかの手紙への返事' },
    before: { example: 'before:2026-01-31', means: 'その日より前' },
    after: { example: 'after:2026-01-01', means: 'その日から後' },
    label: { example: 'label:港', means: 'そのラベルが付いたもの' },
  },
  addOperator: (example) => `「${example}」を加える`,
  clear: '検索を消す',
  searching: 'さがしています…',
  found: (count, isMore) => (isMore ? `${count}件以上` : `${count}件`),
  noneTitle: '見つかりませんでした',
  noneText: '封のままの手紙は、件名だけでさがします。言葉を減らすか、別の書き方を試してください。',
  beginTitle: '何をさがしますか',
  wrong: '知らない絞りこみです：',
  failed: '検索できませんでした。',
}
