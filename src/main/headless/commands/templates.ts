// Commands for templates and the signature. `send --template NAME` writes a letter from a template.
import { EngineError, type Signature, type Template } from '../../../core/contract/index.ts'
import { asking, type Asked, type Command, type OptionSpec, type WordsSpec } from '../command.ts'
import { cleanLine, cleanText, cutToColumns, showParties, showTable } from '../screen.ts'
import { OPEN_OPTION } from '../words.ts'
import { readTextFile } from './text-file.ts'

const templates = asking<Template[]>({
  name: 'templates',
  usage: '',
  summary: 'your templates: words that you use in many letters',
  ask: ({ api }) => api.templates.list(),
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

const show = asking<Template>({
  name: 'templates show',
  usage: 'NAME',
  summary: 'the whole text of a template',
  args: { min: 1, max: 1 },
  ask: async ({ given, api }) => getTemplate(await api.templates.list(), given.args[0]!),
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

const WORDS: Record<string, WordsSpec> = {
  subject: { takes: 'line', isOption: true, about: 'the subject of its letters' },
  text: { takes: 'lines', isOption: true, about: 'the text of its letters' },
}

const FIELDS: Record<string, OptionSpec> = {
  file: { kind: 'text', hint: 'F', about: 'a file with the text' },
  to: { kind: 'many', hint: 'WHO', about: 'whom its letters are for; repeatable' },
  tag: { kind: 'many', hint: 'T', about: 'a tag, for `self` and `public`; repeatable' },
  open: OPEN_OPTION,
  urgent: { kind: 'flag', about: 'mark its letters urgent' },
  hold: { kind: 'flag', about: 'store its letters, and notify nobody until you release them' },
}

async function fieldsOf(asked: Asked) {
  const { given, typed } = asked
  const { to, tag } = { to: given.texts('to'), tag: given.texts('tag') }
  const hasOptions = ['open', 'urgent', 'hold'].some((option) => given.isSet(option))
  const mode = given.isSet('open') ? ('open' as const) : null
  return {
    subject: await typed.find('subject'),
    text: await textOf(asked),
    ...(to.length === 0 ? {} : { to }),
    ...(tag.length === 0 ? {} : { tags: tag }),
    ...(hasOptions ? { options: { mode, urgent: given.isSet('urgent'), hold: given.isSet('hold') } } : {}),
  }
}

/** @throws INVALID */
async function textOf({ given, typed }: Asked): Promise<string | undefined> {
  const file = given.text('file')
  if (file === undefined) return typed.find('text')
  if (given.isSet('text')) throw new EngineError('INVALID', 'Give --text or --file F, not both.')
  return readTextFile(file)
}

const FIELD_USAGE = '[--subject] [--text | --file F] [-] [--to WHO…] [--tag T…] [--open] [--urgent] [--hold]'

const add = asking<Template>({
  name: 'templates add',
  usage: `NAME ${FIELD_USAGE}`,
  summary: 'keep a subject and a text for later letters',
  args: { min: 1, max: 1 },
  words: WORDS,
  options: FIELDS,
  ask: async (asked) => asked.api.templates.add({ name: asked.given.args[0]!, ...(await fieldsOf(asked)) }),
  show: ({ name }) => `added  ${cleanLine(name)}`,
})

const edit = asking<Template>({
  name: 'templates edit',
  usage: `NAME [--name NEW] ${FIELD_USAGE}`,
  summary: 'change a template; what is not given stays',
  args: { min: 1, max: 1 },
  words: WORDS,
  options: { name: { kind: 'text', hint: 'NEW', about: 'another name' }, ...FIELDS },
  ask: async (asked) =>
    asked.api.templates.change({
      template: asked.given.args[0]!,
      name: asked.given.text('name'),
      ...(await fieldsOf(asked)),
    }),
  show: ({ name }) => `changed  ${cleanLine(name)}`,
})

const remove = asking({
  name: 'templates remove',
  usage: 'NAME',
  summary: 'remove a template; letters that were written with it stay as they are',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.templates.remove({ template: given.args[0]! }),
  show: (_, { given }) => `removed  ${cleanLine(given.args[0]!)}`,
})

const signature = asking<Signature>({
  name: 'signature',
  usage: '[--text [-] | --file F | --remove] [--in-new on|off] [--in-replies on|off]',
  summary: 'the words below new letters on the page; `send --sign` adds them here',
  words: { text: { takes: 'lines', isOption: true, about: 'its text' } },
  options: {
    file: { kind: 'text', hint: 'F', about: 'a file with its text' },
    remove: { kind: 'flag', about: 'have none' },
    'in-new': { kind: 'text', hint: 'on|off', about: 'put it into new letters' },
    'in-replies': { kind: 'text', hint: 'on|off', about: 'put it into replies' },
  },
  async ask(asked) {
    const { given, api } = asked
    const text = given.isSet('remove') ? '' : await textOf(asked)
    const change = { text, inNew: isOn(given, 'in-new'), inReplies: isOn(given, 'in-replies') }
    const isAsked = Object.values(change).every((value) => value === undefined)
    return isAsked ? api.templates.signature() : api.templates.setSignature(change)
  },
  show: ({ text, inNew, inReplies }) => {
    if (text === '') return 'You have no signature.'
    const where = [...(inNew ? ['new letters'] : []), ...(inReplies ? ['replies'] : [])]
    return `${cleanText(text)}\n\nPut into: ${where.length === 0 ? 'nothing' : where.join(', ')}`
  },
})

/** @throws INVALID */
function isOn(given: Asked['given'], option: string): boolean | undefined {
  const word = given.text(option)
  if (word === undefined) return undefined
  if (word !== 'on' && word !== 'off') throw new EngineError('INVALID', `--${option} is on or off.`)
  return word === 'on'
}

export const templateCommands: Command[] = [templates, show, add, edit, remove, signature]
