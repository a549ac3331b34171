// Commands for saved searches and rules. A name or an id says which one is meant.
import {
  EngineError,
  type LetterSummary,
  type Rule,
  type RuleActs,
  type SavedSearch,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command, type OptionSpec, type WordsSpec } from '../command.ts'
import { summaryJson } from '../letter-json.ts'
import { cleanLine, countOf, showTable } from '../screen.ts'
import { showSummaries } from './lists.ts'

const MAX_PAGE = 1000

const searches = asking<SavedSearch[]>({
  name: 'searches',
  usage: '',
  summary: 'your saved searches',
  ask: ({ api }) => api.searches.list(),
  show: (list) => (list.length === 0 ? 'Nothing is saved.' : showTable(list.map(showSearch))),
})

function showSearch({ name, query, problem }: SavedSearch): string[] {
  return [cleanLine(name), cleanLine(query), problem === null ? '' : `(cannot be read: ${problem})`]
}

/** A query has names and words of letters. */
const QUERY: WordsSpec = { takes: 'rest', about: 'the letters that it finds, as for `search`' }

const addSearch = asking<SavedSearch>({
  name: 'searches add',
  usage: 'NAME [-]',
  summary: 'save a search under a name',
  args: { min: 1, max: 1 },
  words: { query: QUERY },
  ask: async ({ given, typed, api }) =>
    api.searches.add({ name: given.args[0]!, query: await typed.get('query') }),
  show: ({ name }) => `saved  ${cleanLine(name)}`,
})

const renameSearch = asking<SavedSearch>({
  name: 'searches rename',
  usage: 'NAME NEW',
  summary: 'give a saved search another name',
  args: { min: 2, max: 2 },
  ask: ({ given: { args }, api }) => api.searches.change({ search: args[0]!, name: args[1]! }),
  show: ({ name }) => `renamed  ${cleanLine(name)}`,
})

const editSearch = asking<SavedSearch>({
  name: 'searches edit',
  usage: 'NAME [-]',
  summary: 'give a saved search another query',
  args: { min: 1, max: 1 },
  words: { query: QUERY },
  ask: async ({ given, typed, api }) =>
    api.searches.change({ search: given.args[0]!, query: await typed.get('query') }),
  show: ({ name, query }) => `changed  ${cleanLine(name)}: ${cleanLine(query)}`,
})

const runSearch = asking<LetterSummary[]>({
  name: 'searches run',
  usage: 'NAME [--limit N] [--before CURSOR]',
  summary: 'find letters by a saved search',
  args: { min: 1, max: 1 },
  options: {
    limit: { kind: 'text', hint: 'N', about: 'how many at most (default 50)' },
    before: { kind: 'text', hint: 'CURSOR', about: 'the page after the entry with this cursor' },
  },
  async ask({ given, api }) {
    const { query } = findNamed(await api.searches.list(), given.args[0]!, ({ search }) => search)
    return api.letters.search({ query, limit: given.number('limit', MAX_PAGE), before: given.text('before') })
  },
  json: (letters) => letters.map(summaryJson),
  show: (letters) => (letters.length === 0 ? 'Nothing found.' : showSummaries(letters)),
})

/** @throws NOT_FOUND */
function findNamed<T extends { name: string }>(
  list: readonly T[],
  name: string,
  idOf: (one: T) => string,
): T {
  const found =
    list.find((one) => idOf(one) === name) ??
    list.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new EngineError('NOT_FOUND', `Nothing is called ${name}.`)
  return found
}

const removeSearch = asking({
  name: 'searches remove',
  usage: 'NAME',
  summary: 'remove a saved search; no letter changes',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.searches.remove({ search: given.args[0]! }),
  show: (_, { given }) => `removed  ${cleanLine(given.args[0]!)}`,
})

const rules = asking<Rule[]>({
  name: 'rules',
  usage: '',
  summary: 'your rules, in the order in which they act on what arrives',
  ask: ({ api }) => api.rules.list(),
  show: (list) => (list.length === 0 ? 'There is no rule.' : showTable(list.map(showRule))),
})

function showRule({ name, query, acts, isOn, problem, acted }: Rule): string[] {
  const state = problem === null ? (isOn ? '' : '(off)') : `(cannot be read: ${problem})`
  return [cleanLine(name), cleanLine(query), showActs(acts), countOf(acted, 'letter'), state]
}

function showActs({ labels, archive, star, done }: RuleActs): string {
  return [
    ...labels.map((label) => `#${cleanLine(label)}`),
    ...(archive ? ['archive unless urgent'] : []),
    ...(star ? ['star'] : []),
    ...(done ? ['done when opened'] : []),
  ].join(', ')
}

const ACTS: Record<string, OptionSpec> = {
  label: { kind: 'many', hint: 'L', about: 'give the letter this label; repeatable' },
  archive: { kind: 'flag', about: 'archive the letter, unless it is urgent' },
  star: { kind: 'flag', about: 'star the letter' },
  done: { kind: 'flag', about: 'tell its author that it is done, as soon as you open it' },
}

function actsOf({ given }: Asked): RuleActs {
  return {
    labels: given.texts('label'),
    archive: given.isSet('archive'),
    star: given.isSet('star'),
    done: given.isSet('done'),
  }
}

const addRule = asking<Rule>({
  name: 'rules add',
  usage: 'NAME [-] [--label L…] [--archive] [--star] [--done]',
  summary: 'order what arrives by a search; a sealed letter is judged by its notice, and never opened',
  args: { min: 1, max: 1 },
  words: { query: QUERY },
  options: ACTS,
  ask: async (asked) =>
    asked.api.rules.add({
      name: asked.given.args[0]!,
      query: await asked.typed.get('query'),
      acts: actsOf(asked),
    }),
  show: ({ name, acts }) => `added  ${cleanLine(name)}: ${showActs(acts)}`,
})

const editRule = asking<Rule>({
  name: 'rules edit',
  usage: 'NAME [--name NEW] [--query] [-] [--label L…] [--archive] [--star] [--done]',
  summary: 'change a rule; the acts that you name replace all that it had',
  args: { min: 1, max: 1 },
  options: {
    name: { kind: 'text', hint: 'NEW', about: 'another name' },
    ...ACTS,
  },
  words: { query: { ...QUERY, isOption: true } },
  async ask(asked) {
    const { given, typed, api } = asked
    const hasActs = Object.keys(ACTS).some((option) => given.isSet(option))
    if (!hasActs && !given.isSet('name') && !given.isSet('query'))
      throw new EngineError('INVALID', 'Give --name, --query, or the acts.')
    return api.rules.change({
      rule: given.args[0]!,
      name: given.text('name'),
      query: await typed.find('query'),
      acts: hasActs ? actsOf(asked) : undefined,
    })
  },
  show: ({ name, query, acts }) => `changed  ${cleanLine(name)}: ${cleanLine(query)}, ${showActs(acts)}`,
})

const runRule = asking<{ run: number; matched: number; changed: number }>({
  name: 'rules run',
  usage: 'NAME',
  summary: 'apply a rule now to all letters of others that it finds',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.rules.run({ rule: given.args[0]! }),
  show: ({ run, matched, changed }, { given }) =>
    `${countOf(matched, 'letter')} found, ${changed} changed. Undo: fumikura rules undo ${cleanLine(given.args[0]!)} --run ${run}`,
})

const undoRule = asking<{ letters: number }>({
  name: 'rules undo',
  usage: 'NAME (--run N | --letter REF | --all)',
  summary: 'take back what a rule changed',
  args: { min: 1, max: 1 },
  options: {
    run: { kind: 'text', hint: 'N', about: 'in this run, as `rules run` named it; 0 for all arrivals' },
    letter: { kind: 'text', hint: 'REF', about: 'on this letter' },
    all: { kind: 'flag', about: 'everywhere' },
  },
  ask({ given, api }) {
    const chosen = ['run', 'letter', 'all'].filter((option) => given.isSet(option))
    if (chosen.length !== 1) throw new EngineError('INVALID', 'Give one of --run N, --letter REF, --all.')
    const run = given.number('run', Number.MAX_SAFE_INTEGER)
    return api.rules.undo({ rule: given.args[0]!, run, ref: given.text('letter') })
  },
  show: ({ letters }) => `undone on ${countOf(letters, 'letter')}`,
})

const turn = (word: 'on' | 'off', summary: string): Command =>
  asking<Rule>({
    name: `rules ${word}`,
    usage: 'NAME',
    summary,
    args: { min: 1, max: 1 },
    ask: ({ given, api }) => api.rules.change({ rule: given.args[0]!, isOn: word === 'on' }),
    show: ({ name }) => `${word}  ${cleanLine(name)}`,
  })

const removeRule = asking({
  name: 'rules remove',
  usage: 'NAME',
  summary: 'remove a rule; what it changed stays',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.rules.remove({ rule: given.args[0]! }),
  show: (_, { given }) => `removed  ${cleanLine(given.args[0]!)}`,
})

export const ruleCommands: Command[] = [
  ...[searches, addSearch, renameSearch, editSearch, runSearch, removeSearch],
  ...[rules, addRule, editRule, runRule, undoRule],
  turn('on', 'let a rule act again on what arrives'),
  turn('off', 'keep a rule without letting it act'),
  removeRule,
]
