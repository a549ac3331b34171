// follows: what this person publishes and whom they follow. It holds the own public feed and
// archive, and reads those of others.
// May import every noun of lower rank.
// Path out: public notice → feed and archive rows → commit → archive synced → its length announced
// in the feed.
// Path in: followed feed grows → records → inbox. Older posts are looked up in the archive
// (followed-archives.ts). Only album parts are taken from it automatically, once
// (earlier-albums.ts).
export { listAgain, listEarlier } from './list-again.ts'
export { followsSchema } from './followed-row.ts'
export { Follows } from './follows.ts'
export { forgetOwnPublicCores, PublicCores } from './public-cores.ts'
export { PublicFeed } from './public-feed.ts'
export { createPublicStrategy, type PublicStrategyParts } from './public-strategy.ts'
