// Names of persons and groups: what may be one, and when two look alike.
// Checked wherever a name is chosen, and again wherever a peer's card, title or link brings one.
import unhomoglyph from 'unhomoglyph'
import { parseKeyText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

export const MAX_NAME_BYTES = 128

/** Nothing is seen of these, or they turn the direction of writing, or they have no agreed form. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\ufffd\u{1d159}]/u
/** Blanks but a single space between words. */
const OTHER_BLANK = /[^\S ]| {2}|^ | $/u
const JOINING = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya'],
  ...['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Myanmar', 'Khmer'],
]
  .map((script) => `\\p{Script=${script}}`)
  .join('')
/** Joiners belong to these scripts, between two of their letters. */
const JOINER = new RegExp(`(?<=[${JOINING}]\\p{M}*)[\\u200c\\u200d](?=[${JOINING}])`, 'gu')
/** Forms of an ideograph, which names in Japan are written with. */
const IDEOGRAPH_FORM = /(?<=\p{Ideographic})[\u{e0100}-\u{e01ef}]/gu
const EMOJI =
  /\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?)*/gu
/** A mark without a letter hangs on what stands before the name; a pile of them covers other lines. */
const LOOSE_MARKS = /^\p{M}|\p{M}{5}/u
const SEEN = /[\p{L}\p{N}\p{So}]/u
/** The command line takes a dash for an option, and the rest for an address, a link or an id. */
const READ_AS_ELSE = /^(?:-|fumikura:|[0-9a-f]{64}$)/i
/** Words that stand for an audience where a name could stand. */
const AUDIENCES: readonly string[] = ['self', 'public']
/** Words that searches and lists read before a name. */
const WORDS: readonly string[] = ['me', 'mine', 'all', 'others']

/** True for a name that can be shown anywhere, and that nothing else is meant by. */
export function isName(name: string): boolean {
  if (name !== name.normalize('NFC') || OTHER_BLANK.test(name) || LOOSE_MARKS.test(name)) return false
  const plain = name.replace(EMOJI, '\u263a').replace(JOINER, '').replace(IDEOGRAPH_FORM, '')
  return !UNSEEN.test(plain) && SEEN.test(plain) && !isReserved(name)
}

function isReserved(name: string): boolean {
  if (READ_AS_ELSE.test(name) || parseKeyText(name) !== null || WORDS.includes(fold(name))) return true
  return skeletonsOf(name).some((skeleton) => AUDIENCES.includes(skeleton))
}

/** The name as it goes on a card or into a title. @throws INVALID */
export function checkName(name: string, maxBytes = MAX_NAME_BYTES): string {
  const plain = name
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
  if (!isName(plain) || Buffer.byteLength(plain) > maxBytes)
    throw new EngineError(
      'INVALID',
      `A name has 1 to ${maxBytes} bytes that are all seen, and is no word with another meaning here.`,
    )
  return plain
}

/** Which of these look like each other: by key, the others. */
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

const known = new Map<string, readonly string[]>()
const MAX_KNOWN = 4096

/** Equal ones look alike: the skeletons of UTS 39, of the name as it is and of it in small letters. */
function skeletonsOf(name: string): readonly string[] {
  const found = known.get(name)
  if (found !== undefined) return found
  const base = name.normalize('NFKD').replace(HIDDEN, '').replace(ACCENTS, '$1')
  const forms = [base, base.toLowerCase()].map((form) => fold(unhomoglyph(fold(unhomoglyph(form)))))
  const skeletons = [...new Set(forms.map((form) => form.replace(/[\s\p{P}]/gu, '') || form))]
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(name, skeletons)
  return skeletons
}

const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
/** Of letters that have them for decoration; in kana and elsewhere a mark makes another letter. */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu

const fold = (name: string): string => name.normalize('NFKC').toLowerCase()
