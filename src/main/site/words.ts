// The site's own words in English and Japanese, chosen by the reader's browser, and a guess of each
// post's language.

export type Language = 'en' | 'ja'

export interface Words {
  feed: string
  pages: string
  newest: string
  older: string
  untitled: string
  published: string
  edited: string
  filedUnder: string
  topics: string
  latestVersion: string
  empty: string
  notFoundTitle: string
  notFound: string
  awayTitle: string
  away: string
  madeWith: string
  posts: (count: number) => string
  /** The page that an invitation leads to. */
  invite: InviteWords
}

export interface InviteWords {
  title: (name: string) => string
  about: string
  stepsTitle: string
  install: string
  /** Where the page runs no script, so that it cannot show the link. */
  copyAddress: string
  copyBelow: string
  paste: string
  link: string
  copyLink: string
  copied: string
  open: string
  missing: (name: string) => string
  secret: (name: string) => string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    feed: 'Atom feed',
    pages: 'Pages',
    newest: 'Newest posts',
    older: 'Older posts',
    untitled: 'Untitled',
    published: 'Published',
    edited: 'edited',
    filedUnder: 'Tags',
    topics: 'Tags',
    latestVersion: 'There’s a newer version of this post.',
    empty: 'No posts yet.',
    notFoundTitle: 'Page not found',
    notFound: 'There’s no page at this address. It may have been withdrawn.',
    awayTitle: 'Not available right now',
    away: 'The posts can’t be shown at the moment. Try again later.',
    madeWith: 'Published with Fumikura, from its author’s own store.',
    posts: (count) => (count === 1 ? '1 post' : `${count} posts`),
    invite: {
      title: (name) => `${name} invites you to Fumikura`,
      about:
        'Fumikura is a messenger without a company in between. What you write stays on your own computer; the people you write to open it there. There is no account to make.',
      stepsTitle: 'How to begin',
      install: 'Install Fumikura on your computer and enter your name.',
      copyAddress: 'Copy the whole address of this page, with everything after the # sign.',
      copyBelow: 'Copy the link below.',
      paste: 'In Fumikura, paste it under “Their link” or “Link or address”, and press Accept.',
      link: 'Your link',
      copyLink: 'Copy the link',
      copied: 'Copied',
      open: 'Open in Fumikura',
      missing: (name) =>
        `The part of this address after the # sign is missing, so there’s no invitation in it. Ask ${name} to send it again.`,
      secret: (name) =>
        `Keep the address to yourself: it works like a key to ${name}. Your browser doesn’t send the part after the # sign to this site.`,
    },
  },
  ja: {
    feed: 'Atomフィード',
    pages: 'ページ',
    newest: '新しい投稿',
    older: '以前の投稿',
    untitled: '無題',
    published: '公開',
    edited: '更新',
    filedUnder: 'タグ',
    topics: 'タグ',
    latestVersion: 'この投稿には新しい版があります。',
    empty: '投稿はまだありません。',
    notFoundTitle: '見つかりません',
    notFound: 'このアドレスにページはありません。取り下げられたのかもしれません。',
    awayTitle: '表示できません',
    away: 'いまは投稿を表示できません。しばらくしてから、もう一度お試しください。',
    madeWith: '書いた人の蔵から、Fumikuraで公開しています。',
    posts: (count) => `投稿${count}件`,
    invite: {
      title: (name) => `${name}さんからFumikuraへの招待です`,
      about:
        'Fumikura（文庫）は、間に会社を挟まずに手紙を交わすアプリです。書いたものは自分のコンピュータに残り、相手はそこから開きます。アカウントの登録はいりません。',
      stepsTitle: '始め方',
      install: 'Fumikuraをコンピュータにインストールして、自分の名前を入力します。',
      copyAddress: 'このページのアドレスを、#より後ろも含めて、すべてコピーします。',
      copyBelow: '下のリンクをコピーします。',
      paste:
        'Fumikuraの「もらったリンク」か「リンクまたはアドレス」に貼り付けて、「受ける」か「招待を受ける」を押します。',
      link: '招待のリンク',
      copyLink: 'リンクをコピー',
      copied: 'コピーしました',
      open: 'Fumikuraで開く',
      missing: (name) =>
        `このアドレスには、#より後ろの部分がないため、招待が入っていません。${name}さんに、もう一度送ってもらってください。`,
      secret: (name) =>
        `このアドレスは${name}さんにつながる鍵です。ほかの人には渡さないでください。#より後ろの部分は、ブラウザからこのサイトに送られません。`,
    },
  },
}

const MAX_HEADER_CHARS = 512

/** Returns the preferred of the two languages in `Accept-Language`; English if it names neither. */
export function chooseLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, MAX_HEADER_CHARS)
    .split(',')
    .flatMap((entry) => {
      const match = /^(en|ja)(?:-[\w-]{1,35})?(?:;q=([01](?:\.\d{0,3})?))?$/i.exec(entry.replace(/\s/g, ''))
      return match === null
        ? []
        : [{ language: match[1]!.toLowerCase() as Language, weight: Number(match[2] ?? 1) }]
    })
  return wanted.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)[0]?.language ?? 'en'
}

const LOOKED_AT_CHARS = 4000

/**
 * Returns the language of a text by its letters: kana mean Japanese, only ASCII letters mean
 * English, anything else is unknown.
 */
export function guessLanguage(text: string): Language | '' {
  const start = text.slice(0, LOOKED_AT_CHARS)
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(start)) return 'ja'
  return /[a-z]/i.test(start) && !/(?![a-z])\p{L}/iu.test(start) ? 'en' : ''
}

export function showDate(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso))
}
