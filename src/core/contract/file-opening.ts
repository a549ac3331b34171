// What may be done with a file, by what is in it and what it is called: one rule for showing, for saving and for opening it elsewhere. Pure.
// Reference: the engine names what is saved by it, the host serves by it, the shell asks by it, the page draws by it.

/** A file as it is judged: its type by content. */
export interface JudgedFile {
  name: string
  type: string
}

/** What a browser shows or plays as it is, and no engine of markup or code is needed for. */
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

/** What one system or another runs, installs, or lets act for itself when it is opened, whatever is in it. */
const PROGRAM_ENDINGS: ReadonlySet<string> = new Set(
  (
    'exe com bat cmd msi msix msp appx scr pif cpl lnk url scf library-ms searchconnector-ms vb vbs vbe js jse mjs cjs ws wsf wsh wsc sct ps1 ps2 psm1 psd1 hta reg inf ' +
    'jar jnlp class app command tool terminal fileloc inetloc webloc action dmg pkg mpkg sh bash zsh csh ksh fish run bin out elf so dylib dll sys drv ocx ' +
    'msc mst rdp wsb udl website theme themepack deskthemepack vsto xbap xla wll ppa ade adp mda accda shb shs psc1 psc2 ps1xml one onepkg mobileconfig prefpane saver kext mdimporter qlgenerator ' +
    'desktop appimage deb rpm apk ipa flatpakref snap scpt scptd applescript workflow docm dotm xlsm xltm xlam xll pptm potm ppam ppsm sldm accde mde iqy slk iso img vhd vhdx vmdk ' +
    'chm hlp gadget application appref-ms settingcontent-ms diagcab py pyc pyw pyz rb pl php lua tcl ahk au3 svg svgz html htm xhtml shtml mht mhtml program'
  ).split(' '),
)

/** By ending, what must be in a file that is called so. */
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
 * What may be opened by another program, by its ending and by what must be in it: pictures, films, sounds, documents and plain texts. Everything else
 * can only be saved. Not among them: old office files, whose macros run, and tables of text, whose formulas do.
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

/** Signs that no honest name has: controls, signs that cannot be seen (but the two that join letters), parts of paths, and an end that systems drop. */
const ODD_NAME = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}/\\:]|(?![\u200c\u200d])\p{Cf}|[. ]$/u

/** True for one plain name with one ending that is on the list, and what belongs to it inside. */
function isOpenable({ name, type }: JudgedFile): boolean {
  const ending = endingOfName(name)
  if (ODD_NAME.test(name) || !Object.hasOwn(OPENABLE, ending)) return false
  return OPENABLE[ending]!.test(bareType(type)) && !hasInnerEnding(name)
}

/** Of two endings a system may show one and act by the other. */
function hasInnerEnding(name: string): boolean {
  const inner = name.toLowerCase().split('.').slice(1, -1)
  return inner.some((part) => {
    const ending = part.trim()
    return PROGRAM_ENDINGS.has(ending) || Object.hasOwn(OPENABLE, ending)
  })
}

/** What one of a known type is called where its own ending says something else. */
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

/** In lower case, without its dot; empty where there is none. */
export function endingOfName(name: string): string {
  // Windows drops what stands at the end, and so a name must not be judged with it.
  const shown = name.replace(/[. ]+$/, '')
  const dot = shown.lastIndexOf('.')
  return dot > 0 ? shown.slice(dot + 1).toLowerCase() : ''
}

const isText = (type: string): boolean => /^(?:text\/|application\/json$|image\/svg)/.test(bareType(type))

/** Whether its page, a picture or a player shows it as it is. Markup is never among these. */
export function isShownAsItIs(type: string): boolean {
  return SHOWN_TYPES.has(bareType(type))
}

/** Whether opening it could run something: by its content, or by its name alone. What is seen to be a picture, a film, a song or a PDF is none. */
export function isProgram({ name, type }: JudgedFile): boolean {
  if (PROGRAM_TYPES.has(bareType(type))) return true
  return PROGRAM_ENDINGS.has(endingOfName(name)) && !isShownAsItIs(type)
}

/** Its name says something else than what is in it; of content that nothing is known of nothing is said. */
export function isDisguised({ name, type }: JudgedFile): boolean {
  if (bareType(type) === 'application/octet-stream') return false
  const ending = endingOfName(name)
  if (isShownAsItIs(type) && PROGRAM_ENDINGS.has(ending)) return true
  const claim = CLAIMS.find(([endings]) => endings.test(ending))
  return claim !== undefined && (PROGRAM_TYPES.has(bareType(type)) || !claim[1].test(bareType(type)))
}

export interface Opening {
  /** In the app: as what it is, as letters that are never markup, or only as a card. */
  inside: 'as-it-is' | 'as-text' | 'as-card'
  /** In another program: after a question, where it is on the list of what may be; else never, and it can only be saved. */
  outside: 'ask' | 'never'
}

export function decideOpening(file: JudgedFile): Opening {
  const inside = isShownAsItIs(file.type) ? 'as-it-is' : isText(file.type) ? 'as-text' : 'as-card'
  return { inside, outside: isOpenable(file) ? 'ask' : 'never' }
}

/**
 * What a file is called where it is saved: a name that says what is in it. `name` is one harmless name by then. Of two endings that of a
 * program is the only one that is left.
 */
export function decideEnding({ name, type }: JudgedFile): string {
  if (isDisguised({ name, type })) return `${withoutProgramEnding(name)}.${endingFor(type)}`
  if (!isProgram({ name, type })) return name
  const ending = endingOfName(name)
  if (ending === PROGRAM_ENDING) return name
  if (!PROGRAM_ENDINGS.has(ending)) return `${name}.${PROGRAM_ENDING}`
  const shown = name.replace(/[. ]+$/, '')
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
