// What a file is filed under, by its media type: five shelves, whatever it is called.
// Views ask by it; it is derived, and never sent.

export type FileKind = 'picture' | 'film' | 'sound' | 'document' | 'other'

const SHELVES: readonly (readonly [start: string, kind: FileKind])[] = [
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
  return SHELVES.find(([start]) => type.startsWith(start))?.[1] ?? 'other'
}
