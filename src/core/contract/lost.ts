// What a record of a backup is about, for a person whose backup did not give back all of it.
// Apart from the calls: a page shows it and loads no schema for it.

/**
 * What a record of a backup is about. openings: who may open what, and who has. places: where letters and files are
 * stored. contents: letters and files themselves.
 */
export const LOST_KINDS = [
  ...(['own', 'contents', 'letters', 'openings', 'drafts', 'files', 'people'] as const),
  ...(['groups', 'follows', 'places'] as const),
] as const
export type LostKind = (typeof LOST_KINDS)[number]
