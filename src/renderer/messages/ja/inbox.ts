// The lists of letters, in Japanese.
import type { inbox as english } from '../en/inbox.ts'

export const inbox: typeof english = {
  untitled: '（件名なし）',
  titleInside: '（件名は手紙の中）',
  to: (names) => `${names}宛て`,
  goes: (when) => `${when}に送信`,
  othersToo: (first, more) => `${first}ほか${more}人`,
  unknownPeople: (_count, shown) => `知り合いでない${shown}人`,
  nobodyYet: '（宛先なし）',
  self: '自分',
  everyone: '全員',
  offline: '未接続',
  me: '自分',
  comma: '、',
  morePeople: (more) => `ほか${more}人`,
  count: (count) => `${count}通`,
  countSealed: (count) => `未開封${count}通`,
  countNew: (count) => `新着${count}件`,
  unseen: '開いても相手に伝わりません',
  byMail: 'メールでのやりとり',
  rowActs: (title) => `「${title}」の操作`,

  line: {
    sealed: '未開封',
    fromStations: (name) => `${name}さんの保管所から開けます`,
    tells: (name) => `開いたことが${name}さんに伝わります`,
    tellsNobody: '開いたことは誰にも伝わりません',
    until: (when) => `${when}まで`,
    heldBy: (name) => `${name}さんが保留しています`,
    nothingKept: '手元には何も残っていません',
    recalledTitle: '（開封前に取り下げられた手紙）',
    recalled: '開封前に取り下げられました',
    expiredTitle: '（開封前に期限が切れた手紙）',
    expired: '開封前に期限が切れました',
    opened: '開封済み',
    notSeen: '送信済み · 誰が開いたか分かりません',
    reply: '返信',
    knows: (name) => `${name}さんに伝わっています`,
    /** It has pages that are not opened yet. */
    album: 'アルバム · 未開封あり',
    albumOpened: 'アルバム',
    leaving: '送信中 · まだ送信を取り消せます',
    draft: '下書き',
    stored: '自分だけ',
    mail: '取り込んだメール · 差出人は未確認',
    notOpened: 'まだ開封されていません',
    exported: (whose) => (whose === null ? '自分が書き出したもの' : `${whose}さんが書き出したもの`),
    public: '公開',
    withdrawn: '公開を取り下げました · 受け取った人の手元には残ります',
    edited: '編集済み',
    replaced: '以前の版',
    emptyDraft: '本文なし',
  },

  tally: { opened: (opened, all) => `${all}人中${opened}人が開封` },

  filters: '表示',
  filtered: { starred: 'スター付き（すべての箱）', snoozed: 'スヌーズ中' },
  all: 'すべて',
  sealedOnly: (count) => `未開封 ${count}`,
  sentViews: '送信した手紙の表示',

  starred: 'スター付き',
  muted: 'ミュート中',
  unread: '未読',
  unanswered: '返事なし',
  backAt: (when) => `${when}に一覧へ戻ります`,

  narrow: {
    title: '並べ替えと絞り込み',
    order: '並び順',
    orders: { newest: '新しい順', oldest: '古い順', largest: '大きい順' },
    only: '絞り込み',
    filters: {
      unread: '未読',
      openable: '今すぐ開ける',
      opened: '開封済み',
      starred: 'スター付き',
      urgent: '至急',
      done: '完了',
    },
    person: '相手',
    anyone: 'すべて',
    label: 'ラベル',
    anyLabel: 'すべて',
    ordered: { newest: '新しい順', oldest: '古い順', largest: '大きい順' },
    with: (name) => `${name}さんとの手紙`,
    someoneGone: '以前の知り合いとの手紙',
    labelled: (label) => `ラベル「${label}」`,
    clear: '解除',
    clearAll: '並べ替えと絞り込みを解除',
    nothingFits: '当てはまる手紙はありません',
    hidden: (count, filters) => `絞り込みで${count}通が隠れています：${filters}`,
    hiddenNone: (filters) => `絞り込みを外しても、手紙はありません：${filters}`,
    without: (filter) => `「${filter}」を外す`,
    sortBy: (order) => `並び順：${order}`,
    showOnly: (filter) => `絞り込み：${filter}`,
    showAgain: (filter) => `絞り込みを外す：${filter}`,
  },

  selectRow: (who, title) => `${who}「${title}」を選択`,
  selected: (count) => `${count}通を選択中`,
  selectLoaded: '表示中の手紙をすべて選択',
  clearSelection: '選択を解除',
  loadFailed: '手紙を読み込めませんでした',

  archive: 'アーカイブ',
  unarchive: 'アーカイブから出す',
  unarchiveShort: '受信箱へ',
  refreshed: '一覧は最新です。',
  pullMore: '引いて更新',
  letGo: '離すと更新',
  star: 'スターを付ける',
  unstar: 'スターを外す',
  snooze: 'スヌーズ',
  unsnooze: '今すぐ戻す',
  mute: 'やりとりをミュート',
  unmute: 'ミュートを解除',
  markUnread: '未読にする',
  markRead: '既読にする',
  labels: 'ラベル',
  newLabel: '新しいラベル',
  addLabel: '追加',
  noLabels: 'ラベルはまだありません。',
  chosenLabels: 'ラベル',

  snoozeUntil: 'いつまでスヌーズしますか？',
  snoozeTimes: {
    laterToday: '今日このあと',
    tomorrow: '明日の朝',
    nextWeek: '来週',
    pick: '日時を選ぶ',
  },
  snoozePick: '戻す日時',
  snoozeSet: 'スヌーズする',
  snoozePast: '選んだ日時は過ぎています。先の日時を選んでください。',

  remove: '自分の一覧から外す',
  did: {
    removed: (count, title) => `${what(count, title)}一覧から外しました。`,
    archived: (count, title) => `${what(count, title)}アーカイブしました。`,
    unarchived: (count, title) => `${what(count, title)}アーカイブから戻しました。`,
    starred: (count, title) => `${what(count, title, 'に')}スターを付けました。`,
    unstarred: (count, title) => `${what(count, title, 'の')}スターを外しました。`,
    snoozed: (count, title, when) => `${what(count, title)}${when}までスヌーズします。`,
    unsnoozed: (count, title) => `${what(count, title)}一覧に戻しました。`,
    muted: (count, title) =>
      count === 1
        ? `${what(count, title, 'の')}やりとりをミュートしました。これから届く返信は、アーカイブに入ります。`
        : `${count}件のやりとりをミュートしました。`,
    unmuted: (count, title) => `${what(count, title, 'の')}やりとりのミュートを解除しました。`,
    markedUnread: (count, title) => `${what(count, title)}未読にしました。`,
    markedRead: (count, title) => `${what(count, title)}既読にしました。`,
    labelled: (count, title, label) => `${what(count, title, 'に')}ラベル「${label}」を付けました。`,
    unlabelled: (count, title, label) => `${what(count, title, 'から')}ラベル「${label}」を外しました。`,
  },

  emptyLabel: {
    title: 'このラベルの手紙はありません',
    text: '手紙にラベルを付けると、そのやり取りがここに並びます。',
  },

  bringMail: 'メールを移す',
  empty: {
    inbox: {
      title: '受信箱は空です',
      text: '知り合いが手紙を書くと、通知がここに届きます。手紙は、開くまで差出人の蔵にあります。',
    },
    waiting: {
      title: '対応を待っている手紙はありません',
      text: '自分が開封して、まだ返答していない手紙がここに並びます。',
    },
    sent: {
      title: 'まだ手紙を送っていません',
      text: '送ることは、しまうこと。書いた手紙は自分の蔵に残り、相手はそこから開きます。',
    },
    held: {
      title: '保留した手紙はありません',
      text: '保留した手紙がここで待ちます。保留を解くまで、誰も開けません。',
    },
    scheduled: {
      title: '予約した手紙はありません',
      text: '予約した手紙が、送る日時までここで待ちます。それまで、誰にも通知しません。',
    },
    drafts: { title: '下書きはありません', text: '書きかけの手紙は、自動でここに保存されます。' },
    archive: { title: 'アーカイブは空です', text: 'アーカイブした手紙は、受信箱から離れてここに入ります。' },
    starred: { title: 'スター付きの手紙はありません', text: 'スターを付けた手紙は、ここで見つかります。' },
    snoozed: {
      title: 'スヌーズ中の手紙はありません',
      text: 'スヌーズした手紙がここで待ち、決めた日時に戻ります。',
    },
    notes: {
      title: 'メモはまだありません',
      text: 'メモは、自分宛ての手紙です。共有するまで、読めるのは自分だけです。',
    },
    following: {
      title: 'フォローしている人の投稿はまだありません',
      text: 'フォローした人の投稿がここに届きます。フォローする人は「フォローしている人」で選びます。自分の投稿もそこにあります。',
    },
    imported: {
      title: 'まだ何も取り込んでいません',
      text: 'ほかのソフトのメールや、書き出されたファイルを取り込むと、ここに入ります。',
    },
  },
}

/** The title or the number with its particle; '' for one entry without a title. */
function what(count: number, title: string, particle = 'を'): string {
  if (count !== 1) return `${count}件${particle}`
  return title === '' ? '' : `「${title}」${particle}`
}
