// Commands for templates and the signature. `send --template NAME` writes a letter from a template.
import { EngineError, type Template } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, choice, flag, many, optionalWords, text, unlessEmpty, type ValuesOf } from '../fields.ts'
import { cleanLine, cleanText, cutToColumns, showParties, showTable } from '../screen.ts'
import { OPEN } from '../state-words.ts'
import { readTextFile } from './text-file.ts'

const templates = calling('templates.list', {
  name: 'templates',
  summary: 'your templates: words that you use in many letters',
  show: (list) => (list.length === 0 ? 'There is no template.' : showTable(list.map(showTemplate))),
})

function showTemplate({ name, subject, readers, text }: Template): string[] {
  return [
    cleanLine(name),
    cutToColumns(showParties(readers), 24),
    cleanLine(subject),
    cutToColumns(cleanLine(text.replaceAll('\n', ' ')), 60),
  ]
}

const show = asking({
  name: 'templates show',
  summary: 'the whole text of a template',
  fields: { name: argument('NAME') },
  ask: async ({ api, input: { name } }) => getTemplate(await api.templates.list(), name),
  show: ({ name, readers, subject, text }) =>
    `${showTable([
      ['Name', cleanLine(name)],
      ...(readers.length === 0 ? [] : [['To', showParties(readers)]]),
      ['Subject', cleanLine(subject)],
    ])}\n\n${cleanText(text)}`,
})

/** @throws NOT_FOUND */
export function getTemplate(list: readonly Template[], name: string): Template {
  const found = list.find((one) => one.template === name || one.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new EngineError('NOT_FOUND', `No template is called ${name}.`)
  return found
}

const FIELDS = {
  subject: optionalWords('line', 'the subject of its letters'),
  text: optionalWords('lines', 'the text of its letters'),
  file: text('F', 'a file with the text'),
  to: many('WHO', 'whom its letters are for; repeatable').to(unlessEmpty),
  tags: many('T', 'a tag, for `self` and `public`; repeatable').as('tag').to(unlessEmpty),
  open: OPEN,
  urgent: flag('mark its letters urgent'),
  hold: flag('store its letters, and notify nobody until you release them'),
}

async function toTemplate({ subject, text, file, to, tags, open, urgent, hold }: ValuesOf<typeof FIELDS>) {
  const hasOptions = open !== undefined || urgent || hold
  const options = hasOptions ? { mode: open ?? null, urgent, hold } : undefined
  return { subject, text: await chooseText(text, file), to, tags, options }
}

/** @throws INVALID */
async function chooseText(text: string | undefined, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return text
  if (text !== undefined) throw new EngineError('INVALID', 'Give --text or --file F, not both.')
  return readTextFile(file)
}

const FIELD_USAGE = '[--subject] [--text | --file F] [-] [--to WHO…] [--tag T…] [--open] [--urgent] [--hold]'

const add = asking({
  name: 'templates add',
  usage: `NAME ${FIELD_USAGE}`,
  summary: 'keep a subject and a text for later letters',
  fields: { name: argument('NAME'), ...FIELDS },
  ask: async ({ api, input }) => api.templates.add({ name: input.name, ...(await toTemplate(input)) }),
  show: ({ name }) => `added  ${cleanLine(name)}`,
})

const edit = asking({
  name: 'templates edit',
  usage: `NAME [--name NEW] ${FIELD_USAGE}`,
  summary: 'change a template; what is not given stays',
  fields: { template: argument('NAME'), name: text('NEW', 'another name'), ...FIELDS },
  async ask({ api, input }) {
    const { template, name } = input
    return api.templates.change({ template, name, ...(await toTemplate(input)) })
  },
  show: ({ name }) => `changed  ${cleanLine(name)}`,
})

const remove = calling('templates.remove', {
  name: 'templates remove',
  summary: 'remove a template; letters that were written with it stay as they are',
  fields: { template: argument('NAME') },
  show: (_, { template }) => `removed  ${cleanLine(template)}`,
})

const onOrOff = (about: string) => choice(['on', 'off'], 'on|off', about).to((word) => word === 'on')

const signature = asking({
  name: 'signature',
  usage: '[--text [-] | --file F | --remove] [--in-new on|off] [--in-replies on|off]',
  summary: 'the words below new letters on the page; `send --sign` adds them here',
  fields: {
    text: optionalWords('lines', 'its text'),
    file: text('F', 'a file with its text'),
    remove: flag('have none'),
    inNew: onOrOff('put it into new letters'),
    inReplies: onOrOff('put it into replies'),
  },
  async ask({ api, input: { text: typed, file, remove, inNew, inReplies } }) {
    const change = { text: remove ? '' : await chooseText(typed, file), inNew, inReplies }
    const isAsked = Object.values(change).every((value) => value === undefined)
    return isAsked ? api.templates.signature() : api.templates.setSignature(change)
  },
  show: ({ text, inNew, inReplies }) => {
    if (text === '') return 'You have no signature.'
    const where = [...(inNew ? ['new letters'] : []), ...(inReplies ? ['replies'] : [])]
    return `${cleanText(text)}\n\nPut into: ${where.length === 0 ? 'nothing' : where.join(', ')}`
  },
})

export const templateCommands: Command[] = [templates, show, add, edit, remove, signature]
