// What files are filed under by what is in them. Without a schema, so that whoever only calls loads nothing for it.

export const FILE_KINDS = ['picture', 'film', 'sound', 'document', 'other'] as const
export type FileKind = (typeof FILE_KINDS)[number]
