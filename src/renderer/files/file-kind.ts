// What a file is to the eye, and what can be done with it here: by what is in it, as the engine saw it, never by its name alone. Pure.
// Reference: the same rule for the icon, for showing, and for what is said before it is opened elsewhere.

import { isProgram, isShownAsItIs, type JudgedFile } from '../../core/contract/index.ts'

export { isDisguised } from '../../core/contract/index.ts'

/** Everything that a file may be to a person; `program` is whatever a system would run. */
export type FileKind =
  | 'picture'
  | 'film'
  | 'song'
  | 'pdf'
  | 'markdown'
  | 'text'
  | 'document'
  | 'table'
  | 'slides'
  | 'archive'
  | 'mail'
  | 'program'
  | 'other'

/** How it is shown in the app; `card` says what it is and shows nothing of it. */
export type FileStage = 'picture' | 'film' | 'song' | 'pdf' | 'text' | 'card'

/** Text that a system would run or show as markup: here it is letters, and nothing else. */
const MARKUP = /^(?:text\/html|image\/svg\+xml)/
const OFFICE_KINDS: readonly [RegExp, FileKind][] = [
  [/wordprocessingml|opendocument\.text|epub/, 'document'],
  [/spreadsheetml|opendocument\.spreadsheet|^text\/csv/, 'table'],
  [/presentationml|opendocument\.presentation/, 'slides'],
  [/zip|gzip|7z|x-tar|x-xz|x-bzip|rar|zstd/, 'archive'],
]

export function kindOfFile({ type, name }: JudgedFile): FileKind {
  if (isProgram({ type, name }) && !MARKUP.test(type)) return 'program'
  if (type.startsWith('image/') && !MARKUP.test(type)) return 'picture'
  if (type.startsWith('video/')) return 'film'
  if (type.startsWith('audio/')) return 'song'
  if (type === 'application/pdf') return 'pdf'
  if (type === 'message/rfc822') return 'mail'
  if (type.startsWith('text/markdown')) return 'markdown'
  const office = OFFICE_KINDS.find(([types]) => types.test(type))
  if (office !== undefined) return office[1]
  return isText(type) ? 'text' : 'other'
}

export function stageOf(judged: JudgedFile): FileStage {
  const kind = kindOfFile(judged)
  if (kind === 'picture') return isShownAsItIs(judged.type) ? 'picture' : 'card'
  if (kind === 'film' || kind === 'song') return isShownAsItIs(judged.type) ? kind : 'card'
  if (kind === 'pdf') return kind
  // What a system would run is harmless as long as it is only letters.
  return isText(judged.type) ? 'text' : 'card'
}

const isText = (type: string): boolean =>
  type.startsWith('text/') || type.startsWith('application/json') || MARKUP.test(type)
