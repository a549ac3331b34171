// Following, in English: the followed people, their public posts, and one's own.
export const follows = {
  title: 'Following',
  posts: 'Posts',
  people: 'People I follow',
  viewsLabel: 'Following',
  publish: 'Write a post',

  follow: 'Follow someone',
  followText:
    'Paste an address, or type the name of a contact. Their posts appear here. They aren’t notified.',
  followLabel: 'Name or address',
  followPlaceholder: 'fumikura://person/…',
  followAction: 'Follow',
  followBusy: 'Looking for this person…',
  followed: (name: string) => `You follow ${name}. Their posts appear under Following.`,
  nobodyCalled: (typed: string) => `No contact called “${typed}”. Check the name, or paste an address.`,
  didYouMean: (typed: string, name: string) => `No contact called “${typed}”. Did you mean ${name}?`,
  unfollow: 'Unfollow',
  unfollowOf: (name: string) => `Unfollow ${name}`,
  unfollowed: (name: string) =>
    `You no longer follow ${name}. Posts you already have stay until you archive them.`,
  followAgain: (name: string) => `Follow ${name}`,
  postsOf: (name: string) => `Posts of ${name}`,
  suggested: 'Your contacts',
  fitting: 'Contacts with that name',

  empty: 'You don’t follow anyone yet',
  emptyText: 'Anyone can read what people publish. Follow someone to see their posts here.',
  back: 'Back to the people you follow',
  /** Label of the pane beside the list. */
  chosen: 'Posts',
  pick: 'Select someone',
  pickHint: 'Their posts appear here.',

  since: (when: string) => `following since ${when}`,
  postsHere: (count: number, shown: string) => (count === 1 ? '1 post here' : `${shown} posts here`),
  latest: (when: string) => `latest ${when}`,
  copyAddress: 'Copy address',
  copyAddressOf: (name: string) => `Copy ${name}’s address`,
  addressCopied: 'Address copied. Anyone who has it can follow them too.',

  mine: 'Your posts',
  mineText: 'Anyone can read these. People follow you with this address:',
  mineEmpty: 'No posts yet',
  mineEmptyText: 'Anyone can read what you publish. Write a post like a letter, to everyone.',
  unlisted: (count: number, shown: string) =>
    count === 1
      ? 'New followers can’t find 1 post that you published on an earlier computer.'
      : `New followers can’t find ${shown} posts that you published on an earlier computer.`,
  unlistedHint:
    'If you withdrew one of them after your backup, this computer doesn’t know. List them again, and then withdraw it once more.',
  listAgain: 'List them again',
  listedAgain: (count: number, shown: string) =>
    count === 1 ? '1 post is listed again.' : `${shown} posts are listed again.`,
  notListed: (count: number, shown: string) =>
    count === 1
      ? '1 post can’t be listed, because your backup doesn’t contain all of it.'
      : `${shown} posts can’t be listed, because your backup doesn’t contain all of them.`,
  total: (count: number, shown: string) => (count === 1 ? '1 post' : `${shown} posts`),
  tags: 'Tags',
  allTags: 'All',
  tagWith: (tag: string, count: string) => `${tag}, ${count}`,
  older: 'Older posts',
  loadingOlder: 'Looking for older posts…',
  noPosts: 'No posts yet',
  noneTagged: 'No posts with this tag.',
  newVersion: 'new version',
  untitled: '(no title)',
  awayTitle: 'Nobody who has these posts is online',
  awayText:
    'Posts come from their author’s store, or from another follower’s. They appear when one of these people is online.',
  alteredTitle: 'These posts can’t be trusted',
  alteredText:
    'What arrived contradicts its own signatures, so nothing is shown. Ask the author another way.',
  failedTitle: 'The posts couldn’t be loaded',
}
