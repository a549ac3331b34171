// The kind of a file, and how the app may show it. It depends on the content as the engine detected
// it, never on the name alone. Pure.
// Reference step: one rule for the icon, the viewer, and the warning before a program opens the
// file.

import { isProgram, isShownAsItIs, type JudgedFile } from '../../core/contract/index.ts'

export { isDisguised } from '../../core/contract/index.ts'

/**
 * All kinds that the app distinguishes. `program` is anything that an operating system would
 * execute.
 */
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

/** How the app shows the file. `card` shows only facts about it. */
export type FileStage = 'picture' | 'film' | 'song' | 'pdf' | 'text' | 'card'

/** Text that a system would execute or render as markup. The app shows it as plain text. */
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
  // A script is harmless while it is shown as plain text.
  return isText(judged.type) ? 'text' : 'card'
}

const isText = (type: string): boolean =>
  type.startsWith('text/') || type.startsWith('application/json') || MARKUP.test(type)
