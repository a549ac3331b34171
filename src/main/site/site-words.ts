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
  /** While there is no address to download from. */
  askWhere: (name: string) => string
  download: string
  cost: string
  /** Where the page runs no script, so that it cannot show the link. */
  copyAddress: string
  then: string
  paste: string
  phone: string
  away: (name: string) => string
  link: string
  copyLink: string
  copied: string
  open: string
  missing: (name: string) => string
  /** Of a link by which as many have come as it is for. `day` is null if it is not known. */
  used: (day: string | null, name: string) => string
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
        'Fumikura is a messenger without a company in between. What you write stays on your own computer; the people you write to open it there.',
      askWhere: (name) => `Fumikura runs on Windows, macOS and Linux. Ask ${name} where to get it.`,
      download: 'Download Fumikura',
      cost: 'You pay nothing. People can open your letters while your computer is on.',
      copyAddress:
        'Then copy the whole address of this page, with everything after the # sign, and paste it in Fumikura under “Their link”.',
      then: 'Then come back to this page: the invitation is waiting in it.',
      paste: 'If nothing opens, paste the link in Fumikura under “Their link” or “Link or address”.',
      phone:
        'Fumikura needs a computer. Keep this message, and open its link on a computer: the invitation waits there.',
      away: (name) => `${name}’s computer need not be on when you accept. You hear from ${name} once it is.`,
      link: 'Your link',
      copyLink: 'Copy the link',
      copied: 'Copied',
      open: 'Open in Fumikura',
      missing: (name) =>
        `The part of this address after the # sign is missing, so there’s no invitation in it. Ask ${name} to send it again.`,
      used: (day, name) =>
        `This link was used${day === null ? '' : ` on ${day}`}. Ask ${name} for a new one.`,
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
        'Fumikura（文庫）は、間に会社を挟まずに手紙を交わすアプリです。書いたものは自分のコンピューターに残り、相手はそこから開きます。',
      askWhere: (name) =>
        `FumikuraはWindows、macOS、Linuxで使えます。入手方法は、${name}さんに聞いてください。`,
      download: 'Fumikuraをダウンロード',
      cost: '無料です。手紙を開いてもらえるのは、自分のコンピューターが動いているあいだです。',
      copyAddress:
        '用意ができたら、このページのアドレスを#より後ろも含めてすべてコピーし、Fumikuraの「もらったリンク」に貼り付けます。',
      then: '用意ができたら、このページをもう一度開いてください。招待が待っています。',
      paste:
        '開かないときは、リンクをFumikuraの「もらったリンク」か「リンクまたはアドレス」に貼り付けてください。',
      phone:
        'Fumikuraにはコンピューターが必要です。このメッセージを残しておき、コンピューターでリンクを開いてください。招待はそこで待っています。',
      away: (name) =>
        `${name}さんのコンピューターが動いていなくても、招待を受けられます。動いたときに、${name}さんとつながります。`,
      link: '招待のリンク',
      copyLink: 'リンクをコピー',
      copied: 'コピーしました',
      open: 'Fumikuraで開く',
      missing: (name) =>
        `このアドレスには、#より後ろの部分がないため、招待が入っていません。${name}さんに、もう一度送ってもらってください。`,
      used: (day, name) =>
        `このリンクは${day === null ? '' : `${day}に`}使われました。新しいリンクを${name}さんに頼んでください。`,
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

/** `2 December` */
export function showDay(iso: string, language: Language): string {
  const order = language === 'en' ? 'en-GB' : language
  return new Intl.DateTimeFormat(order, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(iso),
  )
}

export function showDate(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso))
}
