// Finds what a sender's name or address pretends. Names of mails are free texts, and programs show
// them larger than the address.
import { domainToUnicode } from 'node:url'
import type { Suspicion } from '../contract/index.ts'
import type { MailAddress } from '../store/index.ts'

/** @param isLikeContact true for a name that looks like that of a contact; none of them has this address */
export function suspicionsOf(
  { name, address }: MailAddress,
  isLikeContact: (name: string) => boolean,
): Suspicion[] {
  const domain = domainToUnicode(address.slice(address.lastIndexOf('@') + 1)) || address
  const found: [Suspicion, boolean][] = [
    ['other-address', containsOther(name, address)],
    ['foreign-letters', NOT_ASCII.test(domain) || /(?:^|\.)xn--/i.test(domain)],
    ['mixed-scripts', domain.split('.').some(isMixed)],
    ['like-a-contact', isLikeContact(name)],
  ]
  return found.filter(([, isFound]) => isFound).map(([suspicion]) => suspicion)
}

const NOT_ASCII = /[^\0-\x7f]/
/** Full-width signs look like those of an address, too. */
const ADDRESSES = /[^\s<>()[\]"',;:]{1,64}@[^\s<>()[\]"',;:]{1,255}/gu

function containsOther(name: string, address: string): boolean {
  const within = name.normalize('NFKC').match(ADDRESSES) ?? []
  return within.some((one) => one.toLowerCase().replace(/\.$/, '') !== address.toLowerCase())
}

const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Hebrew}|\p{Script=Arabic}/u,
  // Japanese, Chinese and Korean mix these with each other.
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Bopomofo}/u,
]
const [LATIN, EAST_ASIAN] = [SCRIPTS[0]!, SCRIPTS.at(-1)!]

/** East Asian names have Latin letters, too. */
function isMixed(label: string): boolean {
  const found = SCRIPTS.filter((script) => script.test(label))
  return found.length > 1 && !found.every((script) => script === LATIN || script === EAST_ASIAN)
}
