// Following, in Japanese.
import type { follows as english } from '../en/follows.ts'

export const follows: typeof english = {
  title: 'フォロー中',
  posts: '投稿',
  people: 'フォローしている人',
  viewsLabel: 'フォロー中',
  publish: '投稿を書く',

  follow: '誰かをフォローする',
  followText:
    'フォローする人のアドレスを貼り付けるか、知り合いの名前を入力してください。その人の投稿がここに届きます。フォローしたことは、相手に通知されません。',
  followLabel: '名前またはアドレス',
  followPlaceholder: 'fumikura://person/…',
  followAction: 'フォローする',
  followBusy: '相手を探しています…',
  followed: (name) => `${name}さんをフォローしました。投稿は「フォロー中」に届きます。`,
  nobodyCalled: (typed) =>
    `「${typed}」という知り合いはいません。名前を確かめるか、アドレスを貼り付けてください。`,
  didYouMean: (typed, name) => `「${typed}」という知り合いはいません。${name}さんのことですか？`,
  unfollow: 'フォローをやめる',
  unfollowOf: (name) => `${name}さんのフォローをやめる`,
  unfollowed: (name) =>
    `${name}さんのフォローをやめました。すでに届いた投稿は、自分がアーカイブするまで残ります。`,
  followAgain: (name) => `${name}さんをフォローする`,
  postsOf: (name) => `${name}さんの投稿`,
  suggested: '知り合い',
  fitting: '名前の合う知り合い',

  empty: 'まだ誰もフォローしていません',
  emptyText: '公開された投稿は誰でも読めます。誰かをフォローすると、その人の投稿がここに届きます。',
  back: 'フォロー中の人の一覧へ戻る',
  chosen: '投稿',
  pick: '人を選んでください',
  pickHint: 'その人の投稿がここに表示されます。',

  since: (when) => `${when}からフォロー`,
  postsHere: (_count, shown) => `届いた投稿${shown}件`,
  latest: (when) => `最新は${when}`,
  copyAddress: 'アドレスをコピー',
  copyAddressOf: (name) => `${name}さんのアドレスをコピー`,
  addressCopied: 'アドレスをコピーしました。このアドレスを知っている人は、この人をフォローできます。',

  mine: '自分の投稿',
  mineText: '自分の投稿は、誰でも読めます。ほかの人は、フォローするときに次のアドレスを使います。',
  mineEmpty: '投稿はまだありません',
  mineEmptyText: '公開した投稿は誰でも読めます。投稿は、手紙と同じように書いて、「全員」宛てにします。',
  unlisted: (_count, shown) =>
    `前のコンピューターで公開した投稿${shown}件が、新しくフォローする人には見つかりません。`,
  unlistedHint:
    'バックアップのあとに取り下げた投稿があっても、このコンピューターには分かりません。その場合は、投稿を一覧に戻してから、もう一度取り下げてください。',
  listAgain: '一覧に戻す',
  listedAgain: (_count, shown) => `投稿${shown}件を一覧に戻しました。`,
  notListed: (_count, shown) => `投稿${shown}件は、バックアップに全体が入っていないため、一覧に戻せません。`,
  total: (_count, shown) => `投稿${shown}件`,
  tags: 'タグ',
  allTags: 'すべて',
  tagWith: (tag, count) => `${tag}、${count}件`,
  older: '古い投稿を見る',
  loadingOlder: '古い投稿を探しています…',
  noPosts: '投稿はまだありません',
  noneTagged: 'このタグの投稿はありません。',
  newVersion: '新しい版',
  untitled: '（題名なし）',
  awayTitle: '投稿を持っている人が、いま誰も接続していません',
  awayText:
    '投稿は、本人の蔵か、フォローしている人の蔵から受け取ります。その中の誰かが接続すると、投稿がここに表示されます。',
  alteredTitle: 'この投稿は信用できません',
  alteredText:
    '受け取った投稿が、付いている署名と食い違うため、表示しません。電話など、Fumikura以外の方法で、投稿した人に確かめてください。',
  failedTitle: '投稿を読み込めませんでした',
}
