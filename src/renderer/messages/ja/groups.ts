// Groups, in Japanese.
import type { groups as english } from '../en/groups.ts'

export const groups: typeof english = {
  title: 'グループ',
  called: (name) => `「${name}」`,
  find: 'グループを探す',
  noneFit: 'その名前のグループはありません。',
  new: '新しいグループ',
  empty: 'グループはまだありません',
  emptyText: 'グループ宛ての手紙は、自分の蔵に1通だけ置きます。メンバー全員がその手紙を開けます。',
  chosen: '選んだグループ',
  pick: 'グループを選んでください',
  pickHint: 'グループを新しく作ることもできます。グループのリンクがあれば、参加を申し込めます。',
  back: 'グループの一覧へ戻る',
  missing: 'このグループは見つかりません。',
  showGroup: (name) => `グループ「${name}」`,
  writeTo: (name) => `グループ「${name}」に書く`,

  members: (_count, shown) => `メンバー${shown}人`,
  styles: { conversation: '会話', announcements: 'お知らせ', team: 'チーム' },
  styleHints: {
    conversation: 'メンバー全員が投稿できます。',
    announcements:
      '投稿できるのは、選んだ人だけです。ほかのメンバーは、投稿を読み、投稿した人に返信できます。',
    team: 'メンバー全員が投稿できます。頼まれたことが済んだら、メンバーがそれぞれ「完了」にします。',
  },
  style: 'グループの種類',
  styleLater:
    'グループの種類によって、新しいメンバーにできることが決まります。メンバーの役割は、あとで1人ずつ変更できます。',
  ownedBy: (name) => `管理者は${name}さん`,
  ownedByYou: '管理者は自分',
  myRole: {
    owner: '自分がメンバーを決めます',
    poster: '自分は投稿できます',
    reader: '自分は閲覧と返信ができます',
  },
  since: (when) => `${when}から`,
  memberships: {
    member: 'メンバー',
    asked: '承認待ち',
    left: '退会しました',
    removed: 'メンバーではなくなりました',
  },
  asking: (_count, shown) => `参加の申し込み${shown}件`,
  askedTitle: '承認待ちです',
  asked: (owner) =>
    `このグループへの参加を申し込みました。参加できるかどうかは、${owner}さんが決めます。承認されると、そのあとの投稿が届きます。`,
  leftTitle: 'このグループを退会しました',
  left: 'このグループの新しい投稿は届きません。すでに開封した手紙は手元に残ります。',
  removedTitle: 'このグループのメンバーではなくなりました',
  removed:
    '管理者によって、メンバーから外されました。このグループの新しい投稿は届きません。すでに開封した手紙は手元に残ります。',
  forget: '一覧から外す',
  forgotten: (name) => `「${name}」を一覧から外しました。`,

  create: {
    title: '新しいグループ',
    name: '名前',
    nameHint: 'グループの名前は、メンバーに表示されます。あとで変更できます。',
    action: 'グループを作る',
    busy: 'グループを作っています…',
    done: (name) => `グループ「${name}」を作りました。自分が管理者です。`,
  },

  parts: { posts: '手紙', members: 'メンバー', links: 'グループのリンク', about: '詳細' },
  partsLabel: 'このグループの内容',

  write: 'グループに書く',
  mayNotPost: (owner) =>
    `このグループで自分ができるのは、閲覧と、投稿した人への返信です。投稿できる人は${owner}さんが決めます。`,
  postsLabel: (name) => `「${name}」宛ての手紙`,
  noPosts: '投稿はまだありません',
  noPostsText: 'グループ宛ての手紙がここに並びます。手紙を書いた時点のメンバー全員が開けます。',

  membersSummary: (posters, online) => `投稿できる人${posters}人 · 接続中${online}人`,
  findMember: 'メンバーを探す',
  noMemberFits: 'その名前のメンバーはいません。',
  roles: { owner: '管理者', poster: '投稿できる', reader: '閲覧と返信' },
  you: '自分',
  seesHistory: '以前の投稿も読める',
  online: '接続中',
  memberMenu: (name) => `${name}さんに対する操作`,
  makePoster: '投稿できるようにする',
  makeReader: '閲覧と返信だけにする',
  roleDone: {
    poster: (name) => `${name}さんが投稿できるようになりました。`,
    reader: (name) => `${name}さんができるのは、閲覧と返信だけになりました。`,
  },

  handOver: '管理者を譲る',
  handOverTitle: (name) => `${name}さんに管理者を譲りますか？`,
  handOverText: (name) =>
    `これからは${name}さんがグループのメンバーを決めます。自分は、投稿できるメンバーになります。自分を管理者に戻せるのは、${name}さんだけです。`,
  handOverAction: '譲る',
  handOverDone: (name) => `${name}さんがこのグループの管理者になりました。`,

  remove: '外す',
  removeTitle: (name) => `${name}さんをグループから外しますか？`,
  removeText: (name) =>
    `${name}さんは、このグループのこれからの投稿も、まだ開封していない手紙も開けなくなります。すでに開封した手紙は${name}さんの手元に残ります。`,
  removeDone: (name) => `${name}さんをグループから外しました。`,

  leave: 'グループを退会する',
  leaveHint: 'このグループの新しい投稿は届かなくなります。すでに開封した手紙は手元に残ります。',
  leaveTitle: (name) => `「${name}」を退会しますか？`,
  leaveText:
    'このグループの新しい投稿は届かず、まだ開封していない手紙も開けなくなります。グループに戻るには、管理者にメンバーとして追加してもらってください。',
  leaveDone: (name) => `グループ「${name}」を退会しました。`,
  ownerLeaves: '退会するには、先に管理者をほかのメンバーに譲ってください。',

  add: {
    action: 'メンバーを追加',
    title: 'メンバーを追加',
    text: '追加した人は、すぐにグループのメンバーになります。その人は、いつでも退会できます。',
    find: '知り合いを探す',
    everyoneIn: '知り合いは、すでに全員メンバーです。',
    noContacts: '知り合いがまだいません。グループのリンクを使えば、知り合いでない人も参加できます。',
    history: 'これまでの投稿も読めるようにする',
    historyHint: 'オフのときは、これからの投稿だけを読めます。どちらの場合も、投稿は複製されません。',
    chosen: (count) => (count === 0 ? '誰も選ばれていません' : `${count}人を選択中`),
    submit: (count) => (count > 1 ? `${count}人を追加` : '追加'),
    done: (count, names) =>
      count > 3 ? `${count}人をグループに追加しました。` : `${names}をグループに追加しました。`,
  },

  links: {
    title: 'グループのリンク',
    text: '1つのリンクで、知り合いでない人も含めて、何人でもグループに参加できます。リンクは、この端末でFumikuraが動いている間だけ使えます。',
    lasts: '有効期間',
    lengths: { day: '1日', week: '1週間', month: '30日', year: '1年' },
    approval: '参加を1人ずつ承認する',
    approvalHint: 'リンクを使った人は、管理者が承認するまで待ちます。',
    create: 'リンクを作る',
    creating: 'リンクを作っています…',
    label: 'グループのリンク',
    none: 'リンクはまだありません。',
    list: '作ったリンク',
    states: { open: '有効', expired: '期限切れ', revoked: '無効' },
    uses: (count, shown) => (count === 0 ? 'まだ誰も使っていません' : `${shown}人が参加`),
    made: (when) => `${when}に作成`,
    until: (when) => `${when}まで`,
    needsYes: '承認が必要',
    revoke: '無効にする',
    revokeOf: (when) => `${when}に作ったリンクを無効にする`,
    copyOf: (when) => `${when}に作ったリンクをコピー`,
    revoked: 'グループのリンクを無効にしました。このリンクで参加した人は、そのままメンバーです。',
  },

  requests: {
    title: '参加の申し込み',
    none: '参加の申し込みはありません',
    line: (group, when) => `「${group}」、${when}`,
    accept: '承認する',
    refuse: '断る',
    acceptOf: (name) => `${name}さんの参加を承認する`,
    blocked: 'この人をブロックしています。承認するには、先にブロックを解除してください。',
    refuseOf: (name) => `${name}さんの参加を断る`,
    accepted: (name) => `${name}さんがメンバーになりました。`,
    refused: (name) => `${name}さんの参加を断りました。`,
  },

  mute: {
    title: 'ミュート',
    hour: '1時間',
    tomorrow: '明日まで',
    always: '解除するまで',
    end: 'ミュートを解除',
    told: 'このグループの手紙とメッセージは、音も件数も出しません。',
    urgent: '至急のものは届きます。',
    is: 'ミュート中',
    isUntil: (when) => `${when}までミュート中`,
    isUntilTomorrow: '明日までミュート中',
  },

  about: {
    picture: '画像',
    pictureHint: 'グループの画像は、メンバーに表示されます。',
    pictureSaved: 'グループの画像を変更しました。',
    pictureRemoved: 'グループの画像を外しました。',
    name: '名前',
    nameSaved: 'グループの名前を変更しました。',
    styleSaved: 'グループの種類を変更しました。これから参加する人の役割は、この種類に合わせて決まります。',
    key: 'グループの鍵',
  },

  join: {
    action: 'グループに参加する',
    busy: '管理者を探しています…',
    done: (name) => `「${name}」に参加しました。`,
    asked: (name) => `「${name}」への参加を申し込みました。参加できるかどうかは、管理者が決めます。`,
  },
}
