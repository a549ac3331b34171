// Commands to write and read letters.
import { readFile, stat } from 'node:fs/promises'
import {
  EngineError,
  type Letter,
  type MailLimit,
  type Policy,
  type SentLetter,
  type ThreadEntry,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { orKeepPlace } from './keep-place.ts'
import { letterJson } from '../letter-json.ts'
import { decodeText, readStdin } from '../prompt.ts'
import { cleanLine, cleanText, showParties, showParty, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'
import { OPEN_OPTION } from '../words.ts'
import { addAttached, showAttachment } from './files.ts'
import { listCommands } from './lists.ts'

/** The largest text of a letter; the engine checks it again. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024

const send = asking<SentLetter>({
  name: 'send',
  usage: '--to WHO [--to WHO…] --subject S (--text T | --file F | -)',
  summary: 'write and send a letter; it is sent once it is on disk',
  args: { min: 0, max: 1 },
  options: {
    to: {
      kind: 'many',
      hint: 'WHO',
      about: 'a person (repeatable), or one group, `self` or `public`',
    },
    subject: { kind: 'text', hint: 'S', about: 'one line; it is visible before the letter is opened' },
    text: { kind: 'text', hint: 'T', about: 'the text of the letter' },
    file: { kind: 'text', hint: 'F', about: 'a file with the text (with - as the last word: stdin)' },
    'reply-to': { kind: 'text', hint: 'REF', about: 'the letter that this one answers' },
    hold: { kind: 'flag', about: 'store it, and notify nobody until you release it: `let-go`' },
    at: { kind: 'text', hint: 'T', about: 'notify nobody before this time: 2031-04-01T09:00, or +2h' },
    expires: { kind: 'text', hint: 'T', about: 'after this time nobody can open it for the first time' },
    open: OPEN_OPTION,
    urgent: { kind: 'flag', about: 'mark it urgent' },
    tag: {
      kind: 'many',
      hint: 'T',
      about: 'a tag, for `self` and `public`; repeatable',
    },
    replaces: { kind: 'text', hint: 'REF', about: 'your earlier version that this one replaces' },
    'keep-place': {
      kind: 'flag',
      about: 'keep the location in attached photos; by default, readers get copies without it',
    },
    attach: {
      kind: 'many',
      hint: 'FILE',
      about: 'a file to attach, or the ref of a stored one; repeatable',
    },
  },
  async ask(asked) {
    const { given, api } = asked
    const to = given.texts('to')
    if (to.length === 0) throw new EngineError('INVALID', '--to is missing.')
    const order = {
      to,
      subject: given.needText('subject'),
      replyTo: given.text('reply-to'),
      policy: policyOf(asked),
      tags: given.isSet('tag') ? given.texts('tag') : undefined,
      replaces: given.text('replaces'),
      text: await readBody(asked),
      attachments: await addAttached(asked),
    }
    return orKeepPlace(api.letters.send(order))
  },
  show: ({ ref, state }, { given }) => `${showSentState(state, given.texts('to'))}  ${shortRef(ref)}`,
})

function policyOf({ given, world }: Asked): Partial<Policy> {
  const now = world.now()
  return {
    ...(given.isSet('open') ? { mode: 'open' } : {}),
    urgent: given.isSet('urgent'),
    hold: given.isSet('hold'),
    at: given.time('at', now),
    expires: given.time('expires', now),
    keepPlace: given.isSet('keep-place'),
  }
}

/** One word, so that a shell can cut the ref behind it. A public post notifies only followers. */
function showSentState(state: SentLetter['state'], to: readonly string[]): string {
  if (state === 'notified' && to.includes('public')) return 'published'
  return state === 'stored' ? 'saved' : state
}

/** Returns the letter's text from the one source that was given. */
async function readBody({ given, world }: Asked): Promise<string> {
  const [dash] = given.args
  const text = given.text('text')
  const file = given.text('file')
  if (dash !== undefined && dash !== '-')
    throw new EngineError('INVALID', `Unexpected argument ${dash}. Give the text with --text.`)
  if ([dash, text, file].filter((source) => source !== undefined).length !== 1) {
    throw new EngineError('INVALID', 'Give the text with exactly one of --text T, --file F, or - for stdin.')
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
  summary: 'open a letter; its sender sees that you opened it, unless it was sent with --open',
  args: { min: 1, max: 1 },
  network: 'always',
  ask: ({ given, api }) => api.letters.read({ ref: given.args[0]!, waitMs: given.waitMs() }),
  json: letterJson,
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
    ...(letter.notRead === undefined ? [] : [['Not read', showNotRead(letter.notRead)]]),
    ['Ref', shortRef(letter.ref)],
  ])
  return `${head}\n\n${cleanText(letter.text)}`
}

const LIMITS: Readonly<Record<MailLimit, string>> = {
  headBytes: 'the end of very long headers',
  parts: 'parts after the first 1,000',
  depth: 'very deeply nested parts',
  textBytes: 'the end of a very long text',
}

function showNotRead(limits: readonly MailLimit[]): string {
  return `${limits.map((limit) => LIMITS[limit]).join(', ')}; the stored mail is complete`
}

const thread = asking<ThreadEntry[]>({
  name: 'thread',
  usage: 'REF',
  summary: 'a letter, the letter it answers, and its answers; opens none of them',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.letters.thread({ ref: given.args[0]! }),
  json: (entries) => entries.map((entry) => ('policy' in entry ? letterJson(entry) : entry)),
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
