// What is public, in Japanese.
import type { follows as english } from '../en/follows.ts'

export const follows: typeof english = {
  title: 'フォロー中',
  posts: '投稿',
  people: '人',
  viewsLabel: 'フォロー中',
  publish: '公開で書く',

  follow: '誰かをフォローする',
  followText:
    'アドレスを貼り付けるか、知り合いの名前を入力してください。公開された投稿がここに届きます。フォローしたことは、相手に伝わりません。',
  followLabel: '名前またはアドレス',
  followPlaceholder: 'fumikura://person/…',
  followAction: 'フォローする',
  followBusy: '相手を探しています…',
  followed: (name) => `${name}さんをフォローしました。公開された投稿は、自動でここに届きます。`,
  unfollow: 'フォローをやめる',
  unfollowOf: (name) => `${name}さんのフォローをやめる`,
  unfollowed: (name) => `${name}さんのフォローをやめました。届いた投稿は、アーカイブするまで残ります。`,
  followAgain: (name) => `${name}さんをフォローする`,

  empty: 'まだ誰もフォローしていません',
  emptyText: '公開された投稿は、誰でも読めます。フォローすると、自動でここに届きます。',
  notFollowed: 'この人をフォローしていません。フォローすると、公開された投稿を読めます。',
  back: 'フォロー中の人の一覧へ戻る',
  backToArchive: '投稿の一覧へ戻る',
  chosen: '公開された投稿',
  pick: '誰も選ばれていません',
  pickHint: '人を選ぶと、公開された投稿をすべて見られます。',

  since: (when) => `${when}からフォロー`,
  postsHere: (_count, shown) => `届いた投稿${shown}件`,
  latest: (when) => `最新は${when}`,
  copyAddress: 'アドレスをコピー',
  copyAddressOf: (name) => `${name}さんのアドレスをコピー`,
  addressCopied: 'アドレスをコピーしました。受け取った人も、この人をフォローできます。',
  noAddress: 'アドレスは、ここでは分かりません。',

  mine: 'あなたが公開した投稿',
  mineText: '誰でも読めます。このアドレスから、あなたをフォローできます。',
  mineEmpty: '公開した投稿はまだありません',
  mineEmptyText: '公開したものは、ずっと誰にでも読めます。手紙と同じように、「全員」宛てに書きます。',
  unlisted: (_count, shown) =>
    `前のコンピューターで公開したもの${shown}件は、これからフォローする人には見つかりません。`,
  unlistedHint:
    'バックアップのあとで取り下げたものがあっても、このコンピューターには分かりません。そのときは、あとでもう一度取り下げてください。',
  listAgain: 'また見つかるようにする',
  listedAgain: (_count, shown) => `${shown}件がまた見つかるようになりました。`,
  notListed: (_count, shown) => `${shown}件は、バックアップに全部が入っていなかったため、誰にも渡せません。`,
  total: (_count, shown) => `投稿${shown}件`,
  tags: 'タグ',
  allTags: 'すべて',
  tagWith: (tag, count) => `${tag}、${count}件`,
  older: '古い投稿を見る',
  loadingOlder: '古い投稿を探しています…',
  noPosts: '公開された投稿はまだありません',
  noneTagged: 'このタグの投稿はありません。',
  newVersion: '新しい版',
  untitled: '（題名なし）',
  awayTitle: '持っている人が、いま誰も接続していません',
  awayText:
    '公開された投稿は、本人の蔵か、フォローしている人の蔵から読みます。誰かが接続すれば、ここで見られます。',
  alteredTitle: 'この投稿一覧は正しくありません',
  alteredText: '受け取った内容が、署名と食い違っています。表示しません。',
  failedTitle: '調べられませんでした',
}
