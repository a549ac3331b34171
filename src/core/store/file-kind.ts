// The kind of a file, derived from its media type: five kinds, independent of its name.
// Views use it in queries. It is never sent.

export type FileKind = 'picture' | 'film' | 'sound' | 'document' | 'other'

const KINDS_BY_TYPE: readonly (readonly [start: string, kind: FileKind])[] = [
  ['image/', 'picture'],
  ['video/', 'film'],
  ['audio/', 'sound'],
  ['text/x-script', 'other'],
  ['application/vnd.microsoft', 'other'],
  ['text/', 'document'],
  ['application/pdf', 'document'],
  ['application/msword', 'document'],
  ['application/vnd.ms-', 'document'],
  ['application/json', 'document'],
  ['application/epub+zip', 'document'],
  ['application/vnd.openxmlformats-officedocument.', 'document'],
  ['application/vnd.oasis.opendocument.', 'document'],
]

export function kindOfType(type: string): FileKind {
  return KINDS_BY_TYPE.find(([start]) => type.startsWith(start))?.[1] ?? 'other'
}
