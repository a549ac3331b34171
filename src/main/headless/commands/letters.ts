// Commands to write and read letters.
import {
  EngineError,
  type Letter,
  type MailLimit,
  type Policy,
  type SentLetter,
  type Template,
  withSignature,
} from '../../../core/contract/index.ts'
import { asking, calling, type Asked, type Command } from '../command.ts'
import { argument, duration, flag, lateWords, many, text, time, wait, type ValuesOf } from '../fields.ts'
import { orKeepPlace } from './keep-place.ts'
import { letterJson } from '../letter-json.ts'
import { cleanLine, cleanText, showParties, showParty, showTable, shortRef } from '../screen.ts'
import { readThreadTree, type TreeEntry } from '../thread-tree.ts'
import { showTime } from '../times.ts'
import { OPEN } from '../state-words.ts'
import { addAttached, showAttachment } from './files.ts'
import { getTemplate } from './templates.ts'
import { listCommands } from './lists.ts'
import { readTextFile } from './text-file.ts'

const SEND = {
  subject: lateWords('line', 'one line; it is visible before the letter is opened'),
  text: lateWords('lines', 'the text of the letter'),
  to: many('WHO', 'a person or a mail address (repeatable), or one group, `self` or `public`'),
  file: text('F', 'a file with the text'),
  template: text('NAME', 'use this template, without --subject and --text also its words: `templates`'),
  sign: flag('add your signature: `signature`'),
  replyTo: text('REF', 'the letter that this one answers; a mail says whom an answer goes to, without --to'),
  all: flag('with --reply-to of a mail: answer everyone whom it names'),
  from: text('ADDRESS', 'the address of yours that a mail is from'),
  hold: flag('store it, and notify nobody until you release it: `let-go`'),
  at: time('T', 'notify nobody before this time: 2031-04-01T09:00, or +2h'),
  expires: time('T', 'after this time nobody can open it for the first time'),
  open: OPEN,
  urgent: flag('mark it urgent'),
  remindAfterMs: duration(
    'D',
    'tell you if nobody answers within this time: 3d, 12h; then it is in `list --box waiting`',
  ).as('remind-if-unanswered'),
  tag: many('T', 'a tag, for `self` and `public`; repeatable'),
  replaces: text('REF', 'your earlier version that this one replaces'),
  keepPlace: flag('keep the location in attached photos; by default, readers get copies without it'),
  attach: many('FILE', 'a file to attach, or the ref of a stored one; repeatable'),
}
type Send = ValuesOf<typeof SEND>

const send = asking({
  name: 'send',
  usage: '--to WHO [--to WHO…] [--file F | --template NAME [--subject] [--text]] [-]',
  summary: 'write and send a letter; it is sent once it is on disk',
  fields: SEND,
  async ask(asked) {
    const { api, input } = asked
    const template =
      input.template === undefined ? null : getTemplate(await api.templates.list(), input.template)
    const to = await readTo(asked, template)
    if (to.length === 0) throw new EngineError('INVALID', '--to is missing.')
    const { subject, text } = await readLetterWords(asked, template)
    const order = {
      to,
      subject,
      replyTo: input.replyTo,
      from: input.from,
      policy: policyOf(input, template),
      tags: input.tag.length > 0 ? input.tag : usualTags(template),
      replaces: input.replaces,
      text: input.sign ? withSignature(text, (await api.templates.signature()).text) : text,
      attachments: await addAttached(api, input.attach),
      remindAfterMs: input.remindAfterMs,
    }
    return orKeepPlace(api.letters.send(order))
  },
  show: ({ ref, state }, { to }) => `${showSentState(state, to)}  ${shortRef(ref)}`,
})

/** Without --to: those of the template, or those whom the answered mail names. */
async function readTo({ api, input }: Asked<Send>, template: Template | null): Promise<string[]> {
  if (input.to.length > 0) return input.to
  if (template !== null && template.to.length > 0) return template.to
  if (input.replyTo === undefined) return []
  const { sender, all } = await api.letters.answerTo({ ref: input.replyTo })
  return input.all ? all : sender
}

/** A letter without a template must not send an empty list, which only some audiences may have. */
function usualTags(template: Template | null): string[] | undefined {
  return template === null || template.tags.length === 0 ? undefined : template.tags
}

function policyOf(input: Send, template: Template | null): Partial<Policy> {
  const { mode = null, urgent = false, hold = false } = template?.options ?? {}
  return {
    mode: input.open ?? mode,
    urgent: urgent || input.urgent,
    hold: hold || input.hold,
    at: input.at,
    expires: input.expires,
    keepPlace: input.keepPlace,
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
  { given, input }: Asked<Send>,
  template: Template | null,
): Promise<{ subject: string; text: string }> {
  const { file } = input
  if (file !== undefined && given.isSet('text'))
    throw new EngineError('INVALID', 'Give --text or --file F, not both.')
  if (template !== null && given.isPiped && !given.isSet('subject') && !given.isSet('text'))
    throw new EngineError('INVALID', 'Say with --subject or --text which words of the template - replaces.')
  const readField = (name: 'subject' | 'text'): Promise<string> | string =>
    template === null || given.isSet(name) ? input[name]() : template[name]
  const subject = await readField('subject')
  return { subject, text: file === undefined ? await readField('text') : await readTextFile(file) }
}

const read = calling('letters.read', {
  name: 'read',
  summary: 'open a letter; its sender sees that you opened it, unless it was sent with --open',
  fields: { ref: argument('REF'), waitMs: wait() },
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

const thread = asking({
  name: 'thread',
  summary: 'a letter, the letter it answers, and its answers; opens none of them',
  fields: { ref: argument('REF') },
  ask: ({ api, input }) => readThreadTree(api.threads, input.ref),
  json: (entries) => entries.map((entry) => ('policy' in entry ? letterJson(entry) : entry)),
  show: (entries) => entries.map(showThreadEntry).join('\n\n'),
})

const MAX_INDENT = 16

function showThreadEntry(entry: TreeEntry): string {
  const indent = '  '.repeat(Math.min(entry.depth, MAX_INDENT))
  const subject = entry.subject === null ? '' : cleanLine(entry.subject)
  const head = [shortRef(entry.ref), showTime(entry.sentAt), showParty(entry.from), subject]
    .join('  ')
    .trimEnd()
  const body = 'code' in entry ? `[${entry.code}]` : cleanText(entry.text)
  return [head, ...body.split('\n')].map((line) => indent + line).join('\n')
}

export const letterCommands: Command[] = [send, ...listCommands, read, thread]
