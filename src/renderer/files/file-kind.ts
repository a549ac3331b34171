// What a file is to the eye, and what can be done with it here: by what is in it, as the engine saw it, never by its name alone. Pure.
// Reference: the same rule for the icon, for showing, and for what is said before it is opened elsewhere.

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
  | 'program'
  | 'other'

/** How it is shown in the app; `card` says what it is and shows nothing of it. */
export type FileStage = 'picture' | 'film' | 'song' | 'pdf' | 'text' | 'card'

interface Judged {
  /** Media type by content. */
  type: string
  name: string
}

/** What a browser decodes by itself, and the engine serves as what it is. */
const SHOWN_PICTURES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'])
const PLAYED = new Set([
  ...['audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/wav', 'audio/flac'],
  ...['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime'],
])
const PROGRAM_TYPES = new Set([
  'application/vnd.microsoft.portable-executable',
  'application/x-executable',
  'text/x-script',
])
/** What one system or another runs when it is opened, whatever is in it. */
const PROGRAM_ENDINGS =
  /\.(?:exe|com|bat|cmd|msi|msix|appx|scr|pif|cpl|lnk|url|vbs?|vbe|jse?|wsf?|wsh|ps1|psm1|hta|reg|inf|jar|app|command|dmg|pkg|mpkg|sh|bash|zsh|run|bin|desktop|appimage|deb|rpm|apk|ipa|scpt|applescript|workflow|docm|xlsm|pptm|iso|img|vhdx?|chm|gadget|application|settingcontent-ms|xll|svg|html?|xhtml|mht(?:ml)?)$/iu
/** Text that a system would run or show as markup: here it is letters, and nothing else. */
const MARKUP = /^(?:text\/html|image\/svg\+xml)/
const OFFICE_KINDS: readonly [RegExp, FileKind][] = [
  [/wordprocessingml|opendocument\.text|epub/, 'document'],
  [/spreadsheetml|opendocument\.spreadsheet|^text\/csv/, 'table'],
  [/presentationml|opendocument\.presentation/, 'slides'],
  [/zip|gzip|7z|x-tar|x-xz|x-bzip|rar|zstd/, 'archive'],
]

export function kindOfFile({ type, name }: Judged): FileKind {
  if (PROGRAM_TYPES.has(bare(type))) return 'program'
  if (type.startsWith('image/') && !MARKUP.test(type)) return 'picture'
  if (type.startsWith('video/')) return 'film'
  if (type.startsWith('audio/')) return 'song'
  if (type === 'application/pdf') return 'pdf'
  if (PROGRAM_ENDINGS.test(name) && !MARKUP.test(type)) return 'program'
  if (type.startsWith('text/markdown')) return 'markdown'
  const office = OFFICE_KINDS.find(([types]) => types.test(type))
  if (office !== undefined) return office[1]
  return isText(type) ? 'text' : 'other'
}

export function stageOf(judged: Judged): FileStage {
  const kind = kindOfFile(judged)
  if (kind === 'picture') return SHOWN_PICTURES.has(judged.type) ? 'picture' : 'card'
  if (kind === 'film' || kind === 'song') return PLAYED.has(judged.type) ? kind : 'card'
  if (kind === 'pdf') return kind
  // What a system would run is harmless as long as it is only letters.
  return isText(judged.type) ? 'text' : 'card'
}

/** Its name says something else than what is in it: a reason to look twice. */
export function isDisguised({ type, name }: Judged): boolean {
  const claimed = CLAIMS.find(([endings]) => endings.test(name))
  return claimed !== undefined && !claimed[1].test(type)
}

/** By ending, what must be in a file of that name. */
const CLAIMS: readonly [RegExp, RegExp][] = [
  [/\.(?:jpe?g|png|gif|webp|avif|heic|heif|tiff?|bmp)$/iu, /^image\/(?!svg)/],
  [/\.(?:mp4|m4v|mov|webm|mkv|avi|ogv)$/iu, /^(?:video|audio)\//],
  [/\.(?:mp3|m4a|ogg|oga|opus|wav|flac|aac)$/iu, /^(?:audio|video)\//],
  [/\.pdf$/iu, /^application\/pdf$/],
  [/\.(?:txt|md)$/iu, /^(?:text\/(?!x-script)|application\/json|image\/svg)/],
]

const isText = (type: string): boolean =>
  type.startsWith('text/') || type.startsWith('application/json') || MARKUP.test(type)

const bare = (type: string): string => type.split(';', 1)[0]!.trim()
