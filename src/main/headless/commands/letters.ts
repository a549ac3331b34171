// Commands to write and read letters.
import {
  EngineError,
  type Letter,
  type MailLimit,
  type Policy,
  type SentLetter,
  type Template,
  type ThreadEntry,
  withSignature,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { orKeepPlace } from './keep-place.ts'
import { letterJson } from '../letter-json.ts'
import { cleanLine, cleanText, showParties, showParty, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'
import { OPEN_OPTION } from '../words.ts'
import { addAttached, showAttachment } from './files.ts'
import { getTemplate } from './templates.ts'
import { listCommands } from './lists.ts'
import { readTextFile } from './text-file.ts'

const send = asking<SentLetter>({
  name: 'send',
  usage: '--to WHO [--to WHO…] [--file F | --template NAME [--subject] [--text]] [-]',
  summary: 'write and send a letter; it is sent once it is on disk',
  words: {
    subject: {
      takes: 'line',
      isOption: true,
      about: 'one line; it is visible before the letter is opened',
    },
    text: { takes: 'lines', isOption: true, about: 'the text of the letter' },
  },
  options: {
    to: {
      kind: 'many',
      hint: 'WHO',
      about: 'a person (repeatable), or one group, `self` or `public`',
    },
    file: { kind: 'text', hint: 'F', about: 'a file with the text' },
    template: {
      kind: 'text',
      hint: 'NAME',
      about: 'use this template, without --subject and --text also its words: `templates`',
    },
    sign: { kind: 'flag', about: 'add your signature: `signature`' },
    'reply-to': { kind: 'text', hint: 'REF', about: 'the letter that this one answers' },
    hold: { kind: 'flag', about: 'store it, and notify nobody until you release it: `let-go`' },
    at: { kind: 'text', hint: 'T', about: 'notify nobody before this time: 2031-04-01T09:00, or +2h' },
    expires: { kind: 'text', hint: 'T', about: 'after this time nobody can open it for the first time' },
    open: OPEN_OPTION,
    urgent: { kind: 'flag', about: 'mark it urgent' },
    'remind-if-unanswered': {
      kind: 'text',
      hint: 'D',
      about: 'tell you if nobody answers within this time: 3d, 12h; then it is in `list --box waiting`',
    },
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
    const template = await findTemplate(asked)
    const to = given.isSet('to') ? given.texts('to') : (template?.to ?? [])
    if (to.length === 0) throw new EngineError('INVALID', '--to is missing.')
    const words = await readLetterWords(asked, template)
    const order = {
      to,
      subject: words.subject,
      replyTo: given.text('reply-to'),
      policy: policyOf(asked, template),
      tags: given.isSet('tag') ? given.texts('tag') : usualTags(template),
      replaces: given.text('replaces'),
      text: await signIfAsked(asked, words.text),
      attachments: await addAttached(asked),
      remindAfterMs: given.durationMs('remind-if-unanswered'),
    }
    return orKeepPlace(api.letters.send(order))
  },
  show: ({ ref, state }, { given }) => `${showSentState(state, given.texts('to'))}  ${shortRef(ref)}`,
})

/** @throws NOT_FOUND */
async function findTemplate({ given, api }: Asked): Promise<Template | null> {
  const name = given.text('template')
  return name === undefined ? null : getTemplate(await api.templates.list(), name)
}

/** A letter without a template must not send an empty list, which only some audiences may have. */
function usualTags(template: Template | null): string[] | undefined {
  return template === null || template.tags.length === 0 ? undefined : template.tags
}

async function signIfAsked({ given, api }: Asked, text: string): Promise<string> {
  return given.isSet('sign') ? withSignature(text, (await api.templates.signature()).text) : text
}

function policyOf({ given, world }: Asked, template: Template | null): Partial<Policy> {
  const now = world.now()
  const { mode = null, urgent = false, hold = false } = template?.options ?? {}
  return {
    ...(given.isSet('open') ? { mode: 'open' } : { mode }),
    urgent: urgent || given.isSet('urgent'),
    hold: hold || given.isSet('hold'),
    at: given.time('at', now),
    expires: given.time('expires', now),
    keepPlace: given.isSet('keep-place'),
  }
}

/**
 * One word, so that a shell can cut the ref behind it. Whether a notice arrived is in `status`: a
 * reader may be away, or block this person.
 */
function showSentState(state: SentLetter['state'], to: readonly string[]): string {
  if (state === 'notified') return to.includes('public') ? 'published' : 'sent'
  return state === 'stored' ? 'saved' : state
}

/** A template has the words that no option announces. @throws INVALID */
async function readLetterWords(
  { given, typed }: Asked,
  template: Template | null,
): Promise<{ subject: string; text: string }> {
  const file = given.text('file')
  if (file !== undefined && given.isSet('text'))
    throw new EngineError('INVALID', 'Give --text or --file F, not both.')
  if (template !== null && given.isPiped && !given.isSet('subject') && !given.isSet('text'))
    throw new EngineError('INVALID', 'Say with --subject or --text which words of the template - replaces.')
  const take = (name: 'subject' | 'text'): Promise<string> | string =>
    template === null || given.isSet(name) ? typed.get(name) : template[name]
  const subject = await take('subject')
  return { subject, text: file === undefined ? await take('text') : await readTextFile(file) }
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
  time: 'a text or files that take too long to read',
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
