// Names of files: whatever somebody calls a file, what is written to a disk and shown is one harmless name in one folder.
// Applied when a file is stored, and once more when one is saved: a name from elsewhere is never believed.
import { truncateUtf8, utf8Length } from '../base/index.ts'
import { decideEnding } from '../contract/file-opening.ts'

/** Leaves room for " (999)" and for a file system that counts to 255. */
export const MAX_NAME_BYTES = 200
const MAX_EXTENSION_BYTES = 32
/** Longer ones are cut before anything else is done with them. */
const MAX_RAW_CHARS = 4096
const NAMELESS = 'file'

/** Controls, line separators, halves of characters, and what turns the direction of writing; joiners of scripts and emoji stay. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/gu
/** What one system or another takes for a path, a stream, a wildcard or a pipe. */
const FORBIDDEN = /[<>:"|?*]/g
/** Devices of Windows, with whatever follows the first dot, and names that act by being in a folder. */
const RESERVED =
  /^(?:(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?|desktop\.ini|autorun\.inf|thumbs\.db)$/iu

/** A name that is one name on every system: the last part of a path, at most `maxBytes`, with its ending kept. */
export function safeFileName(raw: string, maxBytes = MAX_NAME_BYTES): string {
  const last = raw.slice(-MAX_RAW_CHARS).split(/[/\\]/).at(-1)!
  const seen = last.replace(UNSEEN, '').normalize('NFC').replace(FORBIDDEN, '_').replace(/\s+/gu, ' ')
  // Windows drops dots and spaces at the end; a dot in front hides a file, and shells read some of those.
  const trimmed = seen.trim().replace(/[. ]+$/u, '')
  const shown = trimmed.replace(/^\.+/u, (dots) => '_'.repeat(dots.length))
  const name = shown === '' || /^_+$/u.test(shown) ? NAMELESS : shown
  return shorten(RESERVED.test(name) ? `_${name}` : name, maxBytes)
}

/** What a file is called on a disk, when what is in it is known: a harmless name that does not lie about it. */
export function decideFileName(raw: string, type: string): string {
  return shorten(decideEnding({ name: safeFileName(raw), type }), MAX_NAME_BYTES)
}

/** The same name for the n-th of its kind in a folder: "name (2).txt"; the first is the name itself. */
export function numberedName(name: string, n: number): string {
  if (n === 1) return name
  const [stem, ending] = splitEnding(name)
  return `${stem} (${n})${ending}`
}

function shorten(name: string, maxBytes: number): string {
  if (utf8Length(name) <= maxBytes) return name
  const [stem, ending] = splitEnding(name)
  return truncateUtf8(stem, maxBytes - utf8Length(ending)).trimEnd() + ending
}

function splitEnding(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 ? name.slice(dot) : ''
  return utf8Length(ending) > MAX_EXTENSION_BYTES
    ? [name, '']
    : [name.slice(0, name.length - ending.length), ending]
}

/** The ending in lower case without its dot; empty where there is none. */
export function endingOf(name: string): string {
  return splitEnding(name)[1].slice(1).toLowerCase()
}
