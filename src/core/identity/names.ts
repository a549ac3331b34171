// Names of persons and groups: which ones are allowed, and which ones look alike.
// Checked when a name is chosen, and again when a peer's card, title or link contains one.
import unhomoglyph from 'unhomoglyph'
import { parseKeyText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

export const MAX_NAME_BYTES = 128

/**
 * Characters that are invisible, change the direction of writing, or have no standard form. Some
 * blanks count as letters, symbols or marks: of hieroglyphs, of music, and of Khitan.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\ufffd\u{1d159}\u{13441}\u{13442}\u{16fe4}]/u
/** White space other than a single space between words. */
const OTHER_BLANK = /[^\S ]| {2}|^ | $/u
const JOINING = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya'],
  ...['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Myanmar', 'Khmer'],
]
  .map((script) => `\\p{Script=${script}}`)
  .join('')
/** Joiners are normal in these scripts, between two letters. */
const JOINER = new RegExp(`(?<=[${JOINING}]\\p{M}*)[\\u200c\\u200d](?=[${JOINING}])`, 'gu')
/** Variation selectors of an ideograph. Japanese names are written with them. */
const IDEOGRAPH_FORM = /(?<=\p{Ideographic})[\u{e0100}-\u{e01ef}]/gu
const EMOJI =
  /\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)*/gu
/**
 * A mark without a letter attaches to the character before the name. Many marks on
 * one letter cover other lines.
 */
const LOOSE_MARKS = /^\p{M}|\p{M}{5}/u
const SEEN = /[\p{L}\p{N}\p{So}]/u
/** The command line reads a dash as an option, and the others as an address, a link or an id. */
const READ_AS_ELSE = /^(?:-|fumikura:|[0-9a-f]{64}$)/i
/** Words that mean an audience where a name is also allowed. */
const AUDIENCES: readonly string[] = ['self', 'public']
/** Words that searches and lists interpret before they look for a name. */
const WORDS: readonly string[] = ['me', 'mine', 'all', 'others']

/** True if the name can be shown anywhere and has no other meaning. */
export function isName(name: string): boolean {
  if (name !== name.normalize('NFC') || OTHER_BLANK.test(name) || LOOSE_MARKS.test(name)) return false
  const plain = name.replace(EMOJI, '\u263a').replace(JOINER, '').replace(IDEOGRAPH_FORM, '')
  return !UNSEEN.test(plain) && SEEN.test(plain) && !isReserved(name)
}

function isReserved(name: string): boolean {
  if (READ_AS_ELSE.test(name) || parseKeyText(name) !== null || WORDS.includes(fold(name))) return true
  return skeletonsOf(name).some((skeleton) => AUDIENCES.includes(skeleton))
}

/**
 * Normalizes a name for a card or a title.
 * @throws INVALID if it is not allowed or is longer than `maxBytes`
 */
export function checkName(name: string, maxBytes = MAX_NAME_BYTES): string {
  const plain = name
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
  if (!isName(plain) || Buffer.byteLength(plain) > maxBytes)
    throw new EngineError(
      'INVALID',
      `A name has 1 to ${maxBytes} bytes, contains only visible characters, and is not a reserved word.`,
    )
  return plain
}

/** Returns for each item the other items whose names look alike. */
export function findLookAlikes<T extends { name: string }>(all: readonly T[]): Map<T, T[]> {
  const bySkeleton = new Map<string, Set<T>>()
  for (const one of all)
    for (const skeleton of skeletonsOf(one.name))
      bySkeleton.set(skeleton, (bySkeleton.get(skeleton) ?? new Set<T>()).add(one))
  return new Map(
    all.map((one) => {
      const alike = new Set(skeletonsOf(one.name).flatMap((skeleton) => [...bySkeleton.get(skeleton)!]))
      alike.delete(one)
      return [one, [...alike]]
    }),
  )
}

/** Returns what is true for a name that looks like one of these, or is one of them. */
export function lookAlikeFinder(names: readonly string[]): (name: string) => boolean {
  const skeletons = new Set(names.flatMap(skeletonsOf))
  return (name) => skeletonsOf(name).some((skeleton) => skeletons.has(skeleton))
}

const skeletonCache = new Map<string, readonly string[]>()
const MAX_CACHED = 4096

/**
 * Names with a common skeleton look alike. Skeletons are those of UTS 39, of the
 * name and of its lower-case form.
 */
function skeletonsOf(name: string): readonly string[] {
  const found = skeletonCache.get(name)
  if (found !== undefined) return found
  const base = name.normalize('NFKD').replace(HIDDEN, '').replace(ACCENTS, '$1')
  const forms = [base, base.toLowerCase()].map((form) => fold(unhomoglyph(fold(unhomoglyph(form)))))
  const skeletons = [...new Set(forms.map((form) => form.replace(/[\s\p{P}]/gu, '') || form))]
  if (skeletonCache.size >= MAX_CACHED) skeletonCache.clear()
  skeletonCache.set(name, skeletons)
  return skeletons
}

const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
/**
 * Marks of letters for which they are decoration. In kana and other scripts a mark
 * makes another letter.
 */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu

const fold = (name: string): string => name.normalize('NFKC').toLowerCase()
