// The kinds of records in a backup, for a report of what a recovery did not restore.
// Separate from the calls, so that a page can use it without loading a schema.

/**
 * The subject of a backup record. `openings`: who may open an object and who has. `places`: where
 * letters and files are stored. `contents`: letters and files themselves.
 */
export const LOST_KINDS = [
  ...(['own', 'contents', 'letters', 'openings', 'drafts', 'files', 'people'] as const),
  ...(['groups', 'follows', 'places'] as const),
] as const
export type LostKind = (typeof LOST_KINDS)[number]
