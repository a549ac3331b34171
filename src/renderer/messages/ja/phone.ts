// What only a phone says: its pairing, and how its home stands. In Japanese.
import type { phone as english } from '../en/phone.ts'

export const phone: typeof english = {
  truth: (host) => `このページは ${host} から届いています。運営する人は書き換えることができます。`,

  beginTitle: 'このスマートフォンをつなぐ',
  beginText:
    'コンピューターで「設定」の「スマートフォン」を開き、「スマートフォンを追加する」を押してください。',
  beginRevoked: 'このスマートフォンはコンピューターで取り外されました。手紙は何も残っていません。',
  beginUnknown: 'コンピューターがこのスマートフォンを知りません。もう一度追加してください。',
  link: 'コンピューターに出たリンク',
  linkWrong: 'スマートフォン用のリンクではありません。リンク全体をコピーしてください。',
  paste: '貼り付ける',
  go: 'つなぐ',

  homeScreenTitle: '先にホーム画面に追加してください',
  homeScreenWhy:
    'ホーム画面からなら、いつでも手紙を読めます。Safariのタブに残したものは、7日たつと消えます。',
  homeScreenSteps: [
    'リンクをコピーします。',
    '共有ボタンから「ホーム画面に追加」を選びます。',
    '新しいアイコンを開いて、リンクを貼り付けます。',
  ],
  copyLink: 'リンクをコピーする',
  copied: 'コピーしました',
  useTab: 'このタブで使う',

  reaching: 'コンピューターに接続中…',
  typeTitle: 'この数字をコンピューターに入力してください',
  typeText: 'コンピューターが6桁の数字を待っています。',

  faultTitle: 'つながっていません',
  faults: {
    used: '別の端末が先に使いました。何も開かれていません。コンピューターで新しいコードを表示してください。',
    late: 'このリンクは期限切れです。コンピューターで新しいコードを表示してください。',
    wrong: '数字が違いました。コンピューターで新しいコードを表示してください。',
    away: 'コンピューターが応答しません。動いているか確かめて、もう一度試してください。',
    cancelled: 'コンピューターで取り消されました。コンピューターで新しいコードを表示してください。',
    update: 'このページは、コンピューターに対して古すぎます。閉じて、リンクをもう一度開いてください。',
  },
  again: 'もう一度試す',

  doneTitle: 'このスマートフォンは、コンピューターの窓です',
  doneText: '手紙と鍵は、コンピューターに残ります。',
  doneReadOnly: 'ここでは、読むことと返信ができます。',
  doneHome: (steps) => `ホーム画面に置くと、すぐに開けます：${steps}。`,
  doneHomeIos: '共有ボタン、「ホーム画面に追加」',
  doneHomeOther: 'ブラウザーのメニュー、「ホーム画面に追加」',
  toInbox: '受信箱へ',

  oldTitle: 'このブラウザーは古すぎます',
  oldText: '手紙を安全に開けません。Safari 17、Chrome 133、Firefox 130以降が必要です。',

  never: {
    reaching: 'コンピューターに接続中…',
    asleep: 'コンピューターがスリープ中か、電源が入っていません。動きはじめると、ここに手紙が出ます。',
    offline: '未接続です。つながると、ここに手紙が出ます。',
  },
  asOf: (time) => `${time} 時点 · コンピューターに接続中…`,
  asleep: (time) => `コンピューターは ${time} からスリープ中`,
  offline: (time) => `未接続 · ${time} 時点`,
  update: 'このページは、コンピューターに対して古すぎます。閉じて、もう一度開いてください。',
}
