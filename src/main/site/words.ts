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
  },
}

const MAX_HEADER_CHARS = 512

/** Returns the preferred of the two languages in `Accept-Language`; English if it names neither. */
export function chooseLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, MAX_HEADER_CHARS)
    .split(',')
    .flatMap((entry) => {
      const match = /^\s*(en|ja)(?:-[\w-]{1,35})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(entry)
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
