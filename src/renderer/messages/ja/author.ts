// The author's view of a sent letter, in Japanese.
import type { author as english } from '../en/author.ts'

export const author: typeof english = {
  you: '自分',
  to: (names) => `宛先：${names}`,
  controlled: '誰が開いたか分かります',
  open: '誰が開いたか分かりません',
  openUntil: (when) => `期限は${when}`,
  openedUntil: (when) => `${when}に期限切れ`,
  goesOut: (when) => `${when}に送信`,

  hold: '保留',
  letGo: '保留を解く',
  recall: '取り下げ',
  recallRest: 'ほかの人に送った分を取り下げ',
  writeAgain: '続けて書く',
  limits: '手紙を取り下げると、まだ開いていない人は開けなくなります。',
  limitsOpen: '手紙を開く鍵は、通知と一緒に相手に渡ります。渡ったあとは、手紙の保留も取り下げもできません。',

  opened: (opened, all) => `${all}人中${opened}人が開封`,
  allOpened: (all) => `${all}人全員が開封`,
  oneOpened: (name) => `${name}さんが開封`,
  oneNotOpened: (name) => `${name}さんは未開封`,
  canRead: (names) => `読めるのは${names}だけ`,
  canReadMany: (count) => `読めるのはこの${count}人だけ`,
  canReadNobody: '誰も読めません',
  canReadNobodyYet: 'まだ誰も読めません',
  canReadThese: (names) => `読めるのは${names}`,
  perhapsRead: (names) => `まだ読める可能性：${names}`,
  readers: '読み手',
  showNames: '名前を表示',
  moreNames: 'さらに名前を表示',
  named: (shown, all) => `${all}人中${shown}人の名前を表示中`,
  tallyLabel: '読み手の状態',

  leaving: 'まもなく通知が届きます',
  leavingTitle: '送信中です',
  leavingText: 'この手紙のことは、まだ誰にも通知していません。',
  heldUnknown: '自分が保留中、まだ通知していません',
  heldKnown: '自分が保留中、通知は届いていますが手紙は開けません',
  noticeWaits: '相手が接続したときに通知が届きます',
  noticed: '通知済み、未開封',
  told: '通知済み、未開封',
  beingOpened: (released, need) => `開封の途中（${need}か所中${released}か所）`,
  note: (text) => `「${text}」`,
  arrived: (when) => `${when}に通知が到着`,
  history: (name) => `${name}さんのこれまでの返答`,
  showHistory: (count) => `以前の返答${count}件`,

  recallTitle: 'この手紙を取り下げますか？',
  recallFor: (names) => `${names}は、この手紙を開けなくなります。元には戻せません。`,
  recallKeeps: (names) => `${names}はすでに開封したため、手紙は相手の手元に残ります。`,
  recallSubject:
    '件名は、相手に届いた通知に残り、これからも見えます。まだ誰も開封していなければ、本文は自分の「下書き」に戻ります。',
  recallUnnoticed:
    'まだ誰にも通知していないので、取り下げても誰にも知られません。本文は自分の「下書き」に戻ります。',
  recallForMany: (count) => `未開封の${count}人は、この手紙を開けなくなります。元には戻せません。`,
  recallKeepsMany: (count) => `${count}人はすでに開封したため、手紙はその人たちの手元に残ります。`,
  recallNone: '全員がすでにこの手紙を開封しています。取り下げても何も変わりません。',

  outcomeTitle: {
    hold: '保留の結果',
    letGo: '保留を解いた結果',
    recall: '取り下げの結果',
    withdraw: '取り下げの結果',
  },
  outcomes: {
    held: (names) => `${names}：手紙を保留しました。保留を解くまで開けません。`,
    holding: (names) => `${names}：手紙を保留しているところです。間に合うかどうかは、まだ分かりません。`,
    scheduled: (names) => `${names}：手紙の送信を予約しました。`,
    notified: (names) => `${names}：手紙の保留を解きました。通知が届きます。`,
    recalled: (names) => `${names}：手紙を取り下げました。もう開けません。`,
    recalling: (names) => `${names}：手紙を取り下げているところです。間に合うかどうかは、まだ分かりません。`,
    expired: (names) => `${names}：手紙の期限がすでに切れていました。`,
    'too-late': (names) => `${names}：手紙を開く鍵がすでに渡っていたため、間に合いませんでした。`,
    unknown: (names) => `${names}：うまくいったかどうか分かりません。`,
  },
  tooLateAt: (name, when) => `${name}：${when}に手紙を開封していたため、間に合いませんでした。`,

  cost: (_notices, count, bytes) => `保管は1通だけ · 通知${count} · 蔵に${bytes}`,
  costTitle: (body, notices) => `手紙${body}、通知${notices}`,

  gone: 'この手紙を開く鍵は破棄されました。自分も含めて、もう誰もこの手紙を読めません。',
  goneToDraft: '本文は「下書き」にあります。',
  sendAgain: '編集して送り直す',
  original: (name, when) => `${name}さんの手紙（${when}）への返信`,
  originalMine: (when) => `自分の手紙（${when}）への返信`,
  originalUnknown: '手元にない手紙への返信',

  stations: {
    title: '保管所',
    atAll: (count, of) => (count === 1 ? '保管所に届いています' : `${of}か所の保管所すべてに届いています`),
    at: (count, of) => `${of}か所中${count}か所の保管所に届いています`,
    opensAway: '留守中も開けます',
    opensNotAway: (need) => `${need}か所に届くまでは、このコンピューターが動いているあいだだけ開けます`,
    recalledAt: (count, of) => `${of}か所中${count}か所の保管所で取り下げ済み`,
    expiredAt: (count, of) => `${of}か所中${count}か所の保管所で期限切れ`,
    heldAt: (count, of) => `${of}か所中${count}か所の保管所で保留済み`,
    releasedAt: (count, of) => `${of}か所中${count}か所の保管所で保留を解除済み`,
    certainWhen: (missing, left, shown) =>
      missing === left ? '残りすべての応答で確定' : `あと${shown}か所の応答で確定`,
    certainWhenNamed: (station) => `「${station}」の応答で確定`,
    opensWhen: (_missing, shown) => `あと${shown}か所の応答で、留守中も開けます`,
    opensWhenNamed: (station) => `「${station}」の応答で、留守中も開けます`,
    opensHere: (names) => `それまでは、このコンピューターが動いているあいだだけ、${names}が開けます。`,
    shut: (need) =>
      need === '1'
        ? '手紙を渡せる保管所はすべて応答しました。保管所が不正をしないかぎり開けません。'
        : `開くには${need}か所が必要です。保管所が不正をしないかぎり開けません。`,
    stillOpen: (names, need) =>
      `それまでは、${need}か所の保管所があれば開けるため、${names}がまだ開ける可能性があります。`,
    stillHeldBack: (names) => `保留がまだ届いていない保管所は、${names}に手紙を渡す可能性があります。`,
    unknown: (names) => `${names}が開いたかどうかは分かりません`,
    unknownText: (names, burned, of, certainAt) =>
      `間に合って取り下げたと答えた保管所は${of}か所のうち${burned}か所で、確定に必要な${certainAt}か所に足りません。${names}の端末から「手紙がある」と知らせが届いたときだけ、この表示が変わります。`,
    votes: {
      released: 'すでに渡していました',
      burned: '取り下げ済み',
      lost: '自分の申告で廃棄済み',
      held: '保留済み',
      'let-go': '解除済み',
    },
    partly: (what, count, of) => `${what}（${of}人中${count}人分）`,
    asking: '問い合わせ中…',
    silent: (ago) => `最後の応答は${ago}`,
    former: '利用をやめた保管所',
  },

  asks: '閲覧の依頼',
  askFrom: (name, when) => `${name}さん、${when}`,
  askWordless: 'ひとことなし',
  askAnswer: (name) => `${name}さんに書く`,
}
