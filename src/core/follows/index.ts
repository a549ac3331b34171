// follows: what this person publishes and whom they follow. The public feed, the archive behind it, and those of others.
// May import every noun of lower rank. Path out: a public notice → feed and archive rows → commit → archive synced → its length announced.
// Path in: a followed feed grows → records → inbox. What is old is looked up in the archive (followed-archives.ts), and of it
// only the parts of albums come by themselves, once (earlier-albums.ts).
export { listAgain, listEarlier } from './list-again.ts'
export { followsSchema } from './followed-row.ts'
export { Follows, type FollowedPerson } from './follows.ts'
export { forgetOwnPublicCores, PublicCores } from './public-cores.ts'
export { PublicFeed } from './public-feed.ts'
export { createPublicWay, type PublicWayParts } from './public-way.ts'
