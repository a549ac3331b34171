// The kinds of files, by content. This file imports no schema library, so a client that imports it
// stays small.

export const FILE_KINDS = ['picture', 'film', 'sound', 'document', 'other'] as const
export type FileKind = (typeof FILE_KINDS)[number]
