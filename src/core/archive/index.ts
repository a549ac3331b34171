// archive: what a person has published, for browsing: by time, by tag, latest version only; a reader fetches a few blocks of thousands.
// May import base, contract, seal, ledger, cores, diagnostics. Path out: the ledger's rows → commit → Hyperbee → disk → mark, then told.
//
// How the mark of its core is kept honest: an archive is derived, everything in it stands in the ledger. So its blocks are no intents;
// they are written after the commit, synced, and only then the mark (length and tree hash) is moved and may be announced. A core that is
// not exactly at its mark (behind after a power cut, ahead after a crash or a rewound ledger, another one in a copied home) or is frozen
// is left as it is, and the next generation is written from the ledger's rows. No block is ever written twice to one place.
//
// Others' archives are never opened by Hyperbee: ForeignArchive walks their tree itself, at a fixed length, within a budget.
export { decodePlace, encodePlace, type ArchiveEntry, type ArchivePlace } from './archive-entry.ts'
export type { ArchivePage, ArchiveQuery, ArchiveSummary } from './archive-page.ts'
export { archiveSchema } from './archive-rows.ts'
export { ForeignArchive, type AnnouncedArchive } from './foreign-archive.ts'
export { OwnArchive, type ArchiveMark } from './own-archive.ts'
