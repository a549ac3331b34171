// Commands by which letters are written and read.
import { readFile, stat } from 'node:fs/promises'
import {
  EngineError,
  type Letter,
  type MailLimit,
  type SentLetter,
  type ThreadEntry,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { orKeepPlace } from './keep-place.ts'
import { decodeText, readStdin } from '../prompt.ts'
import { cleanLine, cleanText, showParties, showParty, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'
import { addAttached, showAttachment } from './files.ts'
import { listCommands } from './lists.ts'

/** What a letter may hold; the engine checks it again. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024

const send = asking<SentLetter>({
  name: 'send',
  usage: '--to WHO [--to WHO…] --subject S (--text T | --file F | -)',
  summary: 'write a letter; it is sent when it is on disk',
  args: { min: 0, max: 1 },
  options: {
    to: {
      kind: 'many',
      hint: 'WHO',
      about: 'a person (may be given again), or one group, `self` or `public`',
    },
    subject: { kind: 'text', hint: 'S', about: 'one line, readable before the letter is opened' },
    text: { kind: 'text', hint: 'T', about: 'the letter itself' },
    file: { kind: 'text', hint: 'F', about: 'the letter is in this file (- as last word: on stdin)' },
    'reply-to': { kind: 'text', hint: 'REF', about: 'the letter this answers' },
    hold: { kind: 'flag', about: 'store it, and tell nobody until `let-go`' },
    at: { kind: 'text', hint: 'T', about: 'tell nobody before: 2031-04-01T09:00, or +2h' },
    expires: { kind: 'text', hint: 'T', about: 'who has not opened it by then never will' },
    open: { kind: 'flag', about: 'readable while you are away; it cannot be recalled then' },
    urgent: { kind: 'flag', about: 'mark it urgent' },
    tag: {
      kind: 'many',
      hint: 'T',
      about: 'a word to file it under, for `self` and `public`; may be given again',
    },
    replaces: { kind: 'text', hint: 'REF', about: 'your earlier version that this takes the place of' },
    'keep-place': {
      kind: 'flag',
      about: 'attached pictures say where they were taken; else copies without go',
    },
    attach: {
      kind: 'many',
      hint: 'FILE',
      about: 'a file to go with it, as a link, or the ref of one of yours; may be given again',
    },
  },
  async ask(asked) {
    const { given, api, world } = asked
    const to = given.texts('to')
    if (to.length === 0) throw new EngineError('INVALID', '--to is missing.')
    const now = world.now()
    const order = {
      to,
      subject: given.needText('subject'),
      replyTo: given.text('reply-to'),
      hold: given.isSet('hold'),
      at: given.time('at', now),
      expires: given.time('expires', now),
      mode: given.isSet('open') ? ('open' as const) : undefined,
      urgent: given.isSet('urgent'),
      tags: given.isSet('tag') ? given.texts('tag') : undefined,
      replaces: given.text('replaces'),
      text: await readBody(asked),
      attachments: await addAttached(asked),
      keepPlace: given.isSet('keep-place') ? true : undefined,
    }
    return orKeepPlace(api.letters.send(order))
  },
  show: ({ ref, state }, { given }) => `${tellSent(state, given.texts('to'))}  ${shortRef(ref)}`,
})

/** Of a public post nobody is notified who does not follow. */
function tellSent(state: SentLetter['state'], to: readonly string[]): string {
  if (state === 'notified' && to.includes('public')) return 'published'
  return state === 'stored' ? 'kept' : state
}

/** The letter's text from the one place it was said to be. */
async function readBody({ given, world }: Asked): Promise<string> {
  const [dash] = given.args
  const text = given.text('text')
  const file = given.text('file')
  if (dash !== undefined && dash !== '-')
    throw new EngineError('INVALID', `What is ${dash}? A text goes after --text.`)
  if ([dash, text, file].filter((place) => place !== undefined).length !== 1) {
    throw new EngineError('INVALID', 'The letter is one of --text T, --file F, or - for stdin.')
  }
  if (text !== undefined) return text
  return file === undefined ? readStdin(world, MAX_TEXT_BYTES) : readTextFile(file)
}

async function readTextFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > MAX_TEXT_BYTES)
      throw new EngineError('TOO_LARGE', `${file} has more than ${MAX_TEXT_BYTES} bytes.`)
    return decodeText(await readFile(file), file)
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw new EngineError('INVALID', `${file} cannot be read.`, { cause })
  }
}

const read = asking<Letter>({
  name: 'read',
  usage: 'REF',
  summary: 'open a letter; if its author controls it, they will know',
  args: { min: 1, max: 1 },
  network: 'always',
  ask: ({ given, api }) => api.letters.read({ ref: given.args[0]!, waitMs: given.waitMs() }),
  show: showLetter,
})

function showLetter(letter: Letter): string {
  const head = showTable([
    ['From', showParty(letter.from)],
    ['To', showParties(letter.to)],
    ['Sent', showTime(letter.sentAt)],
    ['Subject', cleanLine(letter.subject)],
    ...letter.attachments.map(showAttachment),
    ...letter.links
      .filter(({ rel }) => rel !== 'attach')
      .map(({ rel, ref }) => [rel === 'reply' ? 'Reply to' : `Link (${rel})`, shortRef(ref)]),
    ...(letter.tags.length === 0 ? [] : [['Tags', letter.tags.map(cleanLine).join(', ')]]),
    ...(letter.replacedBy === null ? [] : [['Edited as', shortRef(letter.replacedBy)]]),
    ...(letter.notRead === undefined ? [] : [['Not read', tellNotRead(letter.notRead)]]),
    ['Ref', shortRef(letter.ref)],
  ])
  return `${head}\n\n${cleanText(letter.text)}`
}

const LIMITS: Readonly<Record<MailLimit, string>> = {
  headBytes: 'the end of a very long head',
  parts: 'parts after the first 1,000',
  depth: 'parts that lie very deep in one another',
  textBytes: 'the end of a very long text',
}

function tellNotRead(limits: readonly MailLimit[]): string {
  return `${limits.map((limit) => LIMITS[limit]).join(', ')}; the mail is kept whole`
}

const thread = asking<ThreadEntry[]>({
  name: 'thread',
  usage: 'REF',
  summary: 'a letter with what it answers and what answers it; opens nothing',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.letters.thread({ ref: given.args[0]! }),
  show: (entries) => entries.map(showThreadEntry).join('\n\n'),
})

const MAX_INDENT = 16

function showThreadEntry(entry: ThreadEntry): string {
  const indent = '  '.repeat(Math.min(entry.depth, MAX_INDENT))
  const subject = entry.subject === null ? '' : cleanLine(entry.subject)
  const head = [shortRef(entry.ref), showTime(entry.sentAt), showParty(entry.from), subject]
    .join('  ')
    .trimEnd()
  const body = 'code' in entry ? `[${entry.code}]` : cleanText(entry.text)
  return [head, ...body.split('\n')].map((line) => indent + line).join('\n')
}

export const letterCommands: Command[] = [send, ...listCommands, read, thread]
