// What may be done with a file, by its content type and its name: one rule for showing, saving and
// opening. Pure functions.
// The engine names saved files by this rule, the host serves files by it, the shell asks before
// opening by it, and the page displays by it.
import { trimEndOf } from './trim-end.ts'

/** The facts by which a file is judged. `type`: the media type by content. */
export interface JudgedFile {
  name: string
  type: string
}

/** Types that a browser shows or plays directly, without an engine for markup or code. */
const SHOWN_TYPES: ReadonlySet<string> = new Set([
  ...['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'],
  ...['audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/wav', 'audio/flac'],
  ...['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime'],
  'application/pdf',
])

const PROGRAM_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.microsoft.portable-executable',
  'application/x-msdownload',
  'application/x-executable',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-ms-shortcut',
  'application/x-msi',
  'application/vnd.android.package-archive',
  'application/wasm',
  'text/x-script',
])

/**
 * Endings that some operating system runs, installs or trusts on opening, whatever the content is.
 */
const PROGRAM_ENDINGS: ReadonlySet<string> = new Set(
  (
    'exe com bat cmd msi msix msp appx scr pif cpl lnk url scf library-ms searchconnector-ms vb vbs vbe js jse mjs cjs ws wsf wsh wsc sct ps1 ps2 psm1 psd1 hta reg inf ' +
    'jar jnlp class app command tool terminal fileloc inetloc webloc action dmg pkg mpkg sh bash zsh csh ksh fish run bin out elf so dylib dll sys drv ocx ' +
    'msc mst rdp wsb udl website theme themepack deskthemepack vsto xbap xla wll ppa ade adp mda accda shb shs psc1 psc2 ps1xml one onepkg mobileconfig prefpane saver kext mdimporter qlgenerator ' +
    'desktop appimage deb rpm apk ipa flatpakref snap scpt scptd applescript workflow docm dotm xlsm xltm xlam xll pptm potm ppam ppsm sldm accde mde iqy slk iso img vhd vhdx vmdk ' +
    'chm hlp gadget application appref-ms settingcontent-ms diagcab py pyc pyw pyz rb pl php lua tcl ahk au3 svg svgz html htm xhtml shtml mht mhtml program'
  ).split(' '),
)

/** The content types that each ending promises. */
const CLAIMS: readonly (readonly [endings: RegExp, types: RegExp])[] = [
  [/^(?:jpe?g|jfif|png|apng|gif|webp|avif|heic|heif|tiff?|bmp)$/, /^image\/(?!svg)/],
  [/^(?:mp4|m4v|mov|webm|mkv|avi|ogv)$/, /^(?:video|audio)\//],
  [/^(?:mp3|m4a|ogg|oga|opus|wav|flac|aac)$/, /^(?:audio|video)\//],
  [/^pdf$/, /^application\/pdf$/],
  [/^(?:docx?|xlsx?|pptx?|od[tsp]|epub|zip)$/, /^application\//],
  [/^(?:txt|md|csv|json|ics|log)$/, /^(?:text\/(?!x-script)|application\/json|image\/svg)/],
]

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

/**
 * What another program may open, by ending and required content type: pictures, films, sounds,
 * documents and plain text. Everything else can only be saved. Excluded on purpose: old office
 * formats, because their macros run, and text tables (CSV), because their formulas run.
 */
const OPENABLE: Readonly<Record<string, RegExp>> = {
  ...byEndings('jpg jpeg jfif', /^image\/jpeg$/),
  ...byEndings('png', /^image\/png$/),
  ...byEndings('gif', /^image\/gif$/),
  ...byEndings('webp', /^image\/webp$/),
  ...byEndings('avif', /^image\/avif$/),
  ...byEndings('heic heif', /^image\/heic$/),
  ...byEndings('tif tiff', /^image\/tiff$/),
  ...byEndings('mp4 m4v', /^video\/mp4$/),
  ...byEndings('mov', /^video\/(?:quicktime|mp4)$/),
  ...byEndings('webm', /^video\/webm$/),
  ...byEndings('mkv', /^video\/x-matroska$/),
  ...byEndings('ogv', /^video\/ogg$/),
  ...byEndings('avi', /^video\/x-msvideo$/),
  ...byEndings('mp3', /^audio\/mpeg$/),
  ...byEndings('m4a m4b', /^audio\/mp4$/),
  ...byEndings('ogg oga opus', /^audio\/ogg$/),
  ...byEndings('wav', /^audio\/wav$/),
  ...byEndings('flac', /^audio\/flac$/),
  ...byEndings('pdf', /^application\/pdf$/),
  ...byEndings('docx', exactly(`${OFFICE}.wordprocessingml.document`)),
  ...byEndings('xlsx', exactly(`${OFFICE}.spreadsheetml.sheet`)),
  ...byEndings('pptx', exactly(`${OFFICE}.presentationml.presentation`)),
  ...byEndings('odt', exactly(`${OPEN_DOCUMENT}.text`)),
  ...byEndings('ods', exactly(`${OPEN_DOCUMENT}.spreadsheet`)),
  ...byEndings('odp', exactly(`${OPEN_DOCUMENT}.presentation`)),
  ...byEndings('epub', exactly('application/epub+zip')),
  ...byEndings('txt text log', /^text\/plain$/),
  ...byEndings('md markdown', /^text\/(?:markdown|plain)$/),
  ...byEndings('ics', /^text\/calendar$/),
}

function byEndings(endings: string, type: RegExp): Record<string, RegExp> {
  return Object.fromEntries(endings.split(' ').map((ending) => [ending, type]))
}

function exactly(type: string): RegExp {
  return new RegExp(`^${type.replace(/[.+]/g, '\\$&')}$`)
}

/**
 * Characters that no ordinary name has: controls, invisible characters (except the two joiners
 * U+200C and U+200D), path separators, and a last dot or space, which Windows drops.
 */
const ODD_NAME = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}/\\:]|(?![\u200c\u200d])\p{Cf}|[. ]$/u

/**
 * True if the name is plain, has one ending from the list, and the content type matches the ending.
 */
function isOpenable({ name, type }: JudgedFile): boolean {
  const ending = endingOfName(name)
  if (ODD_NAME.test(name) || !Object.hasOwn(OPENABLE, ending)) return false
  return OPENABLE[ending]!.test(bareType(type)) && !hasInnerEnding(name)
}

/** With two endings, a system may show one and act on the other. */
function hasInnerEnding(name: string): boolean {
  const inner = name.toLowerCase().split('.').slice(1, -1)
  return inner.some((part) => {
    const ending = part.trim()
    return PROGRAM_ENDINGS.has(ending) || Object.hasOwn(OPENABLE, ending)
  })
}

/** The ending for a known type if the file's own ending does not match it. */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/ogg': 'ogv',
  'video/quicktime': 'mov',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gz',
  'application/x-7z-compressed': '7z',
}
const PROGRAM_ENDING = 'program'

const bareType = (type: string): string => type.split(';', 1)[0]!.trim().toLowerCase()

/** Returns the ending in lower case, without its dot. Empty if there is none. */
export function endingOfName(name: string): string {
  // Windows drops dots and spaces at the end of a name. Judge the name without them.
  const shown = trimEndOf(name, '. ')
  const dot = shown.lastIndexOf('.')
  return dot > 0 ? shown.slice(dot + 1).toLowerCase() : ''
}

const isText = (type: string): boolean => /^(?:text\/|application\/json$|image\/svg)/.test(bareType(type))

/**
 * True if a browser page, picture or media player shows the type directly. Never true for markup.
 */
export function isShownAsItIs(type: string): boolean {
  return SHOWN_TYPES.has(bareType(type))
}

/**
 * True if opening the file could run something, by its content or by its name. Never true because
 * of its name if the content is a picture, film, sound or PDF.
 */
export function isProgram({ name, type }: JudgedFile): boolean {
  if (PROGRAM_TYPES.has(bareType(type))) return true
  return PROGRAM_ENDINGS.has(endingOfName(name)) && !isShownAsItIs(type)
}

/** True if the name contradicts the content. Unknown content contradicts no name. */
export function isDisguised({ name, type }: JudgedFile): boolean {
  if (bareType(type) === 'application/octet-stream') return false
  const ending = endingOfName(name)
  if (isShownAsItIs(type) && PROGRAM_ENDINGS.has(ending)) return true
  const claim = CLAIMS.find(([endings]) => endings.test(ending))
  return claim !== undefined && (PROGRAM_TYPES.has(bareType(type)) || !claim[1].test(bareType(type)))
}

export interface Opening {
  /**
   * In the app: shown directly, as plain text that is never parsed as markup, or only as a card.
   */
  inside: 'as-it-is' | 'as-text' | 'as-card'
  /**
   * In another program: after a question if the file is openable. Otherwise the file can only be
   * saved.
   */
  outside: 'ask' | 'never'
}

export function decideOpening(file: JudgedFile): Opening {
  const inside = isShownAsItIs(file.type) ? 'as-it-is' : isText(file.type) ? 'as-text' : 'as-card'
  return { inside, outside: isOpenable(file) ? 'ask' : 'never' }
}

/**
 * Returns the name under which a file is saved; its ending matches the content. `name` is already
 * free of path parts and unsafe characters. If a program has two endings, only the program's ending
 * remains.
 */
export function decideEnding({ name, type }: JudgedFile): string {
  if (isDisguised({ name, type })) return `${withoutProgramEnding(name)}.${endingFor(type)}`
  if (!isProgram({ name, type })) return name
  const ending = endingOfName(name)
  if (ending === PROGRAM_ENDING) return name
  if (!PROGRAM_ENDINGS.has(ending)) return `${name}.${PROGRAM_ENDING}`
  const shown = trimEndOf(name, '. ')
  const stem = shown.slice(0, shown.lastIndexOf('.'))
  return `${stem.replace(/\./g, '_')}${shown.slice(stem.length)}`
}

function withoutProgramEnding(name: string): string {
  return PROGRAM_ENDINGS.has(endingOfName(name)) ? name.replace(/\./g, '_') : name
}

function endingFor(type: string): string {
  const bare = bareType(type)
  if (PROGRAM_TYPES.has(bare)) return PROGRAM_ENDING
  return ENDINGS[bare] ?? (isText(bare) ? 'txt' : 'bin')
}
