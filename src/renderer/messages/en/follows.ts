// What is public, in English: whom one follows, what they have published, and what one has published oneself.
export const follows = {
  title: 'Following',
  posts: 'Posts',
  people: 'People',
  viewsLabel: 'Following',
  publish: 'Publish something',

  follow: 'Follow someone',
  followText:
    'Paste an address, or type the name of a contact. What they publish comes here; they are not told that you follow.',
  followLabel: 'Name or address',
  followPlaceholder: 'fumikura://person/…',
  followAction: 'Follow',
  followBusy: 'Looking for them…',
  followed: (name: string) => `You follow ${name}. What they publish comes here by itself.`,
  unfollow: 'Unfollow',
  unfollowOf: (name: string) => `Unfollow ${name}`,
  unfollowed: (name: string) =>
    `You do not follow ${name} any more. What has come stays until you archive it.`,
  followAgain: (name: string) => `Follow ${name}`,

  empty: 'You follow nobody yet',
  emptyText: 'What somebody publishes can be read by anyone. Follow them, and it comes here by itself.',
  notFollowed: 'You do not follow this person. Follow them to read what they have published.',
  back: 'Back to whom you follow',
  backToArchive: 'Back to what they have published',
  /** Of the pane beside the list. */
  chosen: 'What was published',
  pick: 'Nobody chosen',
  pickHint: 'Choose someone to see everything they have published.',

  since: (when: string) => `followed since ${when}`,
  postsHere: (count: number, shown: string) => (count === 1 ? '1 post here' : `${shown} posts here`),
  latest: (when: string) => `latest ${when}`,
  copyAddress: 'Copy the address',
  copyAddressOf: (name: string) => `Copy ${name}’s address`,
  addressCopied: 'Address copied. Whoever has it can follow them too.',
  noAddress: 'Their address is not known here.',

  mine: 'What you have published',
  mineText: 'Anyone can read this. Your address leads here:',
  mineEmpty: 'You have published nothing yet',
  mineEmptyText: 'What is public can be read by anyone, for good. It is written like a letter, to everyone.',
  unlisted: (count: number, shown: string) =>
    count === 1
      ? 'Whoever begins to follow you now does not find 1 thing that you published on an earlier computer.'
      : `Whoever begins to follow you now does not find ${shown} things that you published on an earlier computer.`,
  unlistedHint:
    'If you withdrew one of them after your backup was made, this computer does not know it: withdraw it once more afterwards.',
  listAgain: 'Let them be found again',
  listedAgain: (count: number, shown: string) =>
    count === 1 ? '1 thing is found again.' : `${shown} things are found again.`,
  notListed: (count: number, shown: string) =>
    count === 1
      ? '1 thing cannot be given to anyone: your backup had not all of it.'
      : `${shown} things cannot be given to anyone: your backup had not all of them.`,
  total: (count: number, shown: string) => (count === 1 ? '1 post' : `${shown} posts`),
  tags: 'Filed under',
  allTags: 'Everything',
  tagWith: (tag: string, count: string) => `${tag}, ${count}`,
  older: 'Older',
  loadingOlder: 'Looking for older ones…',
  noPosts: 'Nothing published yet',
  noneTagged: 'Nothing is filed under this word.',
  newVersion: 'new version',
  untitled: '(no title)',
  awayTitle: 'Nobody who has it is there just now',
  awayText:
    'What they have published is read from their store or from others who follow them. It can be looked up once one of them is connected.',
  alteredTitle: 'This archive is not as it must be',
  alteredText: 'What was handed over contradicts its own signatures. Nothing of it is shown.',
  failedTitle: 'It could not be looked up',
}
