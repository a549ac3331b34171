// public-archive: the published posts of a person, for browsing by time or tag, latest versions only.
// A reader fetches a few of thousands of blocks.
// May import base, contract, seal, ledger, cores, diagnostics.
// Out: rows of the ledger → commit → Hyperbee → disk → mark → announcement.
//
// The mark of the archive's core stays correct, because an archive is derived, so the ledger
// contains everything in it. Its blocks are not intents. They are written after the commit and
// synced. Only then is the mark (length and tree hash) moved, and may be announced. If a core is
// frozen or not exactly at its mark, it is left as it is, and the next generation is written from
// the rows. A core can be behind its mark after a power failure, ahead of it after a crash or with
// a rewound ledger, or another one in a copied home. So no two blocks are ever written at one
// position of one core.
//
// Hyperbee never opens a foreign archive: ForeignArchive walks its tree, at a fixed
// length and within a budget.
export { decodePosition, encodePosition, type ArchiveEntry, type ArchivePosition } from './archive-entry.ts'
export type { ArchivePage, ArchiveQuery } from './archive-page.ts'
export { archiveSchema } from './archive-rows.ts'
export { ForeignArchive, type AnnouncedArchive } from './foreign-archive.ts'
export { OwnArchive } from './own-archive.ts'
