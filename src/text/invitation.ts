// The links that people paste, and the sentence that carries an invite. Pure.
// Before the life of a message, because letters are sent only between contacts.

const INSIDE = /fumikura:\/\/(?:invite|group|person|ref)\/[a-z0-9]+/i
const PAGE = /https?:\/\/[^\s/?#]+\/invite#([a-z0-9]+)/i
const INVITE = 'fumikura://invite/'

/** Returns the first link in a text, as the engine takes it; null without one. */
export function findLink(text: string): string | null {
  const link = INSIDE.exec(text)?.[0]
  if (link !== undefined) return link
  const code = PAGE.exec(text)?.[1]
  return code === undefined ? null : `${INVITE}${code}`
}

/** The most characters of the inviter's own words. Longer addresses break in mails. */
export const MAX_OWN_WORDS = 280

/**
 * Returns the page of an invite on a site. Its secret and the inviter's own words are in the
 * fragment, which stays in the browser.
 */
export function invitationPage(webAddress: string, link: string, words = ''): string {
  const own = words.trim().slice(0, MAX_OWN_WORDS)
  const page = `${webAddress}invite#${link.slice(INVITE.length)}`
  return own === '' ? page : `${page}.${encodeURIComponent(own)}`
}

export interface InvitationFacts {
  name: string
  /** The inviter's own words, above everything; empty without any. */
  words: string
  link: string
  /** The page on a site that explains the invite; null without a site. */
  page: string | null
  /** When the invite ends, in the words of the language. */
  until: string
  people: number
}

export type InvitationLanguage = 'en' | 'ja'

/** Returns the text to send with an invite. */
export function invitationText(language: InvitationLanguage, facts: InvitationFacts): string {
  const own = facts.words.trim()
  return [...(own === '' ? [] : [own, '']), ...TEXTS[language](facts)].join('\n')
}

const TEXTS: Readonly<Record<InvitationLanguage, (facts: InvitationFacts) => string[]>> = {
  en: ({ name, link, page, until, people }) => [
    `${name} invites you to Fumikura, a messenger without a company in between.`,
    '',
    ...(page === null
      ? [
          `1. Get Fumikura for your computer. ${name} can tell you where.`,
          '2. Open People, choose Invite someone, and paste this link under “Use a link or an address”:',
          link,
        ]
      : ['This page says how to begin:', page]),
    '',
    people === 1
      ? `The link works for one person, until ${until}.`
      : `The link works until ${until}. ${name} accepts each person who comes by it.`,
  ],
  ja: ({ name, link, page, until, people }) => [
    `${name}さんから、Fumikura（文庫）への招待です。Fumikuraは、間に会社を挟まずに手紙を交わすアプリです。`,
    '',
    ...(page === null
      ? [
          `1. コンピューターにFumikuraを用意します。入手方法は、${name}さんに聞いてください。`,
          '2. 「知り合い」を開いて「招待する」を選び、「リンクやアドレスを使う」に次のリンクを貼り付けます。',
          link,
        ]
      : ['始め方は、次のページにあります。', page]),
    '',
    people === 1
      ? `このリンクを使えるのは1人で、${until}までです。`
      : `このリンクは${until}まで使えます。使った人は、${name}さんの承認を待ちます。`,
  ],
}
