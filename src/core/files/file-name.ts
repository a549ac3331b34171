// Makes file names harmless. The result is one name in one folder, on every system, whatever the
// sender called the file.
// Applied when a file is stored and again when it is saved, because a name from another device is
// never trusted.
import { truncateUtf8, utf8Length } from '../base/index.ts'
import { decideEnding } from '../contract/file-opening.ts'
import { trimEndOf } from '../contract/trim-end.ts'

/** Leaves room for " (999)" below the 255 bytes that file systems allow. */
export const MAX_NAME_BYTES = 200
const MAX_EXTENSION_BYTES = 32
/** A longer raw name is cut first. */
const MAX_RAW_CHARS = 4096
const NAMELESS = 'file'

/**
 * Controls, line and paragraph separators, lone surrogates, unassigned characters, and
 * bidirectional and other format characters. Zero-width joiners stay, because scripts and emoji
 * need them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/gu
/** Characters that some system reads as a path, a stream, a wildcard or a pipe. */
const FORBIDDEN = /[<>:"|?*]/g
/**
 * Device names of Windows (with any suffix after the first dot), and names that have an effect by
 * being in a folder.
 */
const RESERVED =
  /^(?:(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?|desktop\.ini|autorun\.inf|thumbs\.db)$/iu

/**
 * Returns the last part of a path as a name that is valid on every system: at most `maxBytes`, with
 * its ending kept.
 */
export function safeFileName(raw: string, maxBytes = MAX_NAME_BYTES): string {
  const last = raw.slice(-MAX_RAW_CHARS).split(/[/\\]/).at(-1)!
  const seen = last.replace(UNSEEN, '').normalize('NFC').replace(FORBIDDEN, '_').replace(/\s+/gu, ' ')
  // Windows drops trailing dots and spaces. A leading dot hides a file, and shells read some of
  // those.
  const trimmed = trimEndOf(seen.trim(), '. ')
  const shown = trimmed.replace(/^\.+/u, (dots) => '_'.repeat(dots.length))
  const name = shown === '' || /^_+$/u.test(shown) ? NAMELESS : shown
  return shorten(RESERVED.test(name) ? `_${name}` : name, maxBytes)
}

/**
 * Returns a harmless name for saving a file of this media type. The ending agrees with the content.
 */
export function decideFileName(raw: string, type: string): string {
  return shorten(decideEnding({ name: safeFileName(raw), type }), MAX_NAME_BYTES)
}

/** Returns the n-th name for files of one name in a folder: "name.txt", "name (2).txt", ... */
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

/** Returns the ending in lower case without its dot; '' if there is none. */
export function endingOf(name: string): string {
  return splitEnding(name)[1].slice(1).toLowerCase()
}
