// Hostile file names: they imitate another file, leave a folder, or cannot be found again; a few
// words, twisted. Also the judgement of a name, which does not use the code that makes names safe.
import { createHash } from 'node:crypto'
import type { Random } from '../random.ts'

const BASES = [
  ...['report', 'Report.pdf', 'Straße.txt', 'café.txt', '会議.md', 'İstanbul', '\u212aelvin.jpg'],
  ...['con', 'AUX.txt', 'com1.tar.gz', 'nul', 'LPT¹', 'desktop.ini', 'Thumbs.db', '.bashrc', '...'],
  ...['\u{1f600}'.repeat(62), '\u1100\u1161\u11a8.\u1112\u1161\u11ab', 'a'.repeat(250), '', '~', 'file'],
]

type Twist = (name: string, random: Random) => string

const insert = (name: string, at: number, what: string): string => name.slice(0, at) + what + name.slice(at)
const MARKS = ['\u202e', '\u200b', '\u2066', '\u200f', '\ufeff', '\u00ad', '\u3164', '\u200d']

const TWISTS: Twist[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => name.normalize('NFD'),
  (name) => name.normalize('NFKC'),
  (name, random) => name + random.pick(['.', ' ', '. .', '...', '\u00a0', '.exe', '.EXE ']),
  (name, random) => random.pick(['../', '../../', '/', '/etc/', 'C:\\', '..\\', './', '\\\\host\\']) + name,
  (name, random) => insert(name, random.below(name.length + 1), random.pick(MARKS)),
  (name, random) =>
    insert(name, random.below(name.length + 1), random.pick([':', '|', '?', '%2f', '"', '*'])),
  (name, random) => `${name} (${random.between(1, 3)})`,
  (name, random) => insert(name, Math.max(0, name.lastIndexOf('.')), ` (${random.between(1, 3)})`),
  (name) => `${name}::$DATA`,
]

/** At most `maxBytes`, whole characters. */
export function grindName(random: Random, maxBytes: number): string {
  let name = random.pick(BASES)
  for (let twists = random.below(4); twists > 0; twists--) name = random.pick(TWISTS)(name, random)
  let kept = ''
  for (const char of name) {
    if (Buffer.byteLength(kept + char) > maxBytes) break
    kept += char
  }
  return kept
}

/** Returns the name as this system's disk accepts it; null if it cannot be written. */
export function asLocalName(name: string): string | null {
  const isName = name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= 255
  return isName && !/[/\0]/.test(name) ? name : null
}

const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i
const ACTING = new Set(['desktop.ini', 'autorun.inf', 'thumbs.db'])

/** Returns why a name is harmful on some system; null if it is harmless. */
export function harmOf(name: string): string | null {
  if (name === '' || /[/\\:*?"<>|\p{Cc}]/u.test(name)) return 'is no name'
  if (/[. ]$/.test(name) || name.startsWith('.')) return 'begins or ends with a dot'
  if (Buffer.byteLength(name) > 255) return 'is too long'
  if (RESERVED.test(name) || ACTING.has(name.toLowerCase())) return 'means something else'
  if (/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]/.test(name)) return 'is shown as another'
  return name === name.normalize('NFC') ? null : 'can be written in another way'
}

/** The name on a disk that ignores case. */
export const folded = (path: string): string => path.normalize('NFC').toLowerCase()

export const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Types that some system installs, runs or connects to when opened. */
const HARMFUL_ENDINGS = (
  'msixbundle appxbundle appinstaller ppkg msu search-ms flatpak xlsb cab crx xpi wim contact diagcfg diagpkg xht xml xsl dqy oqy ' +
  'rqy air job exe scr lnk hta js jar sh desktop svg html docm'
).split(' ')

export function grindHarmfulName(random: Random): string {
  const ending = random.pick(HARMFUL_ENDINGS)
  const written = random.pick([
    ...[ending, ending.toUpperCase(), `pdf.${ending}`, `${ending}.`, `${ending} `],
    ...[`${ending}\u200b`, `\u202efdp.${ending}`, `${ending}. .`],
  ])
  return `${grindName(random, 60)}.${written}`
}

/** True by its last dot, as for systems that drop trailing dots and spaces. */
export function hasHarmfulEnding(name: string): boolean {
  const shown = name.replace(/[\p{Cf}]/gu, '').replace(/[. ]+$/, '')
  return HARMFUL_ENDINGS.includes(shown.slice(shown.lastIndexOf('.') + 1).toLowerCase())
}
