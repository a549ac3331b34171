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
    untitled: 'Without a title',
    published: 'Published',
    edited: 'edited',
    filedUnder: 'Filed under',
    topics: 'Topics',
    latestVersion: 'There is a later version of this post.',
    empty: 'Nothing has been published yet.',
    notFoundTitle: 'Not here',
    notFound: 'There is no such page. It may have been withdrawn.',
    awayTitle: 'Not now',
    away: 'The posts cannot be read at the moment. Please try again later.',
    madeWith: 'Published with Fumikura, from its author’s own store.',
    posts: (count) => (count === 1 ? '1 post' : `${count} posts`),
  },
  ja: {
    feed: 'Atom フィード',
    pages: 'ページ',
    newest: '新しい記事',
    older: '以前の記事',
    untitled: '無題',
    published: '公開',
    edited: '更新',
    filedUnder: '分類',
    topics: '分類',
    latestVersion: 'この記事には新しい版があります。',
    empty: 'まだ記事はありません。',
    notFoundTitle: '見つかりません',
    notFound: 'このページはありません。取り下げられたのかもしれません。',
    awayTitle: '表示できません',
    away: '現在、記事を表示できません。しばらくしてからもう一度お試しください。',
    madeWith: '筆者自身の文庫から、Fumikura で公開しています。',
    posts: (count) => `${count}件の記事`,
  },
}

const MAX_HEADER_CHARS = 512

/** The preferred of the two languages in `Accept-Language`; English if it names neither. */
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
 * The language of a text by its letters: kana mean Japanese, only ASCII letters mean English,
 * anything else is unknown.
 */
export function guessLanguage(text: string): Language | '' {
  const start = text.slice(0, LOOKED_AT_CHARS)
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(start)) return 'ja'
  return /[a-z]/i.test(start) && !/(?![a-z])\p{L}/iu.test(start) ? 'en' : ''
}

export function showDate(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso))
}
