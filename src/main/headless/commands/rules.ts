// Commands for saved searches and rules. A name or an id says which one is meant.
import { EngineError, type Rule, type RuleActs, type SavedSearch } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag, many, optionalWords, number, text, words } from '../fields.ts'
import { summaryJson } from '../letter-json.ts'
import { cleanLine, countOf, showTable } from '../screen.ts'
import { PAGE, showSummaries } from './lists.ts'

const NAME = argument('NAME')

const searches = calling('searches.list', {
  name: 'searches',
  summary: 'your saved searches',
  show: (list) => (list.length === 0 ? 'Nothing is saved.' : showTable(list.map(showSearch))),
})

function showSearch({ name, query, problem }: SavedSearch): string[] {
  return [cleanLine(name), cleanLine(query), problem === null ? '' : `(cannot be read: ${problem})`]
}

/** A query has names and words of letters. */
const QUERY = 'the letters that it finds, as for `search`'

const addSearch = calling('searches.add', {
  name: 'searches add',
  summary: 'save a search under a name',
  fields: { name: NAME, query: words('rest', QUERY) },
  show: ({ name }) => `saved  ${cleanLine(name)}`,
})

const renameSearch = calling('searches.change', {
  name: 'searches rename',
  summary: 'give a saved search another name',
  fields: { search: NAME, name: argument('NEW') },
  show: ({ name }) => `renamed  ${cleanLine(name)}`,
})

const editSearch = calling('searches.change', {
  name: 'searches edit',
  summary: 'give a saved search another query',
  fields: { search: NAME, query: words('rest', QUERY) },
  show: ({ name, query }) => `changed  ${cleanLine(name)}: ${cleanLine(query)}`,
})

const runSearch = asking({
  name: 'searches run',
  summary: 'find letters by a saved search',
  fields: { name: NAME, ...PAGE },
  async ask({ api, input: { name, ...page } }) {
    const { query } = findNamed(await api.searches.list(), name, ({ search }) => search)
    return api.letters.search({ query, ...page })
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

const removeSearch = calling('searches.remove', {
  name: 'searches remove',
  summary: 'remove a saved search; no letter changes',
  fields: { search: NAME },
  show: (_, { search }) => `removed  ${cleanLine(search)}`,
})

const rules = calling('rules.list', {
  name: 'rules',
  summary: 'your rules, in the order in which they act on what arrives',
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

const ACTS = {
  labels: many('L', 'give the letter this label; repeatable').as('label'),
  archive: flag('archive the letter, unless it is urgent'),
  star: flag('star the letter'),
  done: flag('tell its author that it is done, as soon as you open it'),
}

const addRule = asking({
  name: 'rules add',
  summary: 'order what arrives by a search; a sealed letter is judged by its notice, and never opened',
  fields: { name: NAME, query: words('rest', QUERY), ...ACTS },
  ask: ({ api, input: { name, query, ...acts } }) => api.rules.add({ name, query, acts }),
  show: ({ name, acts }) => `added  ${cleanLine(name)}: ${showActs(acts)}`,
})

const editRule = asking({
  name: 'rules edit',
  summary: 'change a rule; the acts that you name replace all that it had',
  fields: {
    rule: NAME,
    name: text('NEW', 'another name'),
    query: optionalWords('rest', QUERY),
    ...ACTS,
  },
  ask({ api, input: { rule, name, query, ...acts } }) {
    const hasActs = acts.labels.length > 0 || acts.archive || acts.star || acts.done
    if (!hasActs && name === undefined && query === undefined)
      throw new EngineError('INVALID', 'Give --name, --query, or the acts.')
    return api.rules.change({ rule, name, query, acts: hasActs ? acts : undefined })
  },
  show: ({ name, query, acts }) => `changed  ${cleanLine(name)}: ${cleanLine(query)}, ${showActs(acts)}`,
})

const runRule = calling('rules.run', {
  name: 'rules run',
  summary: 'apply a rule now to all letters of others that it finds',
  fields: { rule: NAME },
  show: ({ run, matched, changed }, { rule }) =>
    `${countOf(matched, 'letter')} found, ${changed} changed. Undo: fumikura rules undo ${cleanLine(rule)} --run ${run}`,
})

const undoRule = asking({
  name: 'rules undo',
  usage: 'NAME (--run N | --letter REF | --all)',
  summary: 'take back what a rule changed',
  fields: {
    rule: NAME,
    run: number(Number.MAX_SAFE_INTEGER, 'N', 'in this run, as `rules run` named it; 0 for all arrivals'),
    ref: text('REF', 'on this letter').as('letter'),
    all: flag('everywhere'),
  },
  ask({ api, input: { rule, run, ref, all } }) {
    if ([run !== undefined, ref !== undefined, all].filter(Boolean).length !== 1)
      throw new EngineError('INVALID', 'Give one of --run N, --letter REF, --all.')
    return api.rules.undo({ rule, run, ref })
  },
  show: ({ letters }) => `undone on ${countOf(letters, 'letter')}`,
})

const turn = (word: 'on' | 'off', summary: string): Command =>
  asking({
    name: `rules ${word}`,
    summary,
    fields: { rule: NAME },
    ask: ({ api, input: { rule } }) => api.rules.change({ rule, isOn: word === 'on' }),
    show: ({ name }) => `${word}  ${cleanLine(name)}`,
  })

const removeRule = calling('rules.remove', {
  name: 'rules remove',
  summary: 'remove a rule; what it changed stays',
  fields: { rule: NAME },
  show: (_, { rule }) => `removed  ${cleanLine(rule)}`,
})

export const ruleCommands: Command[] = [
  ...[searches, addSearch, renameSearch, editSearch, runSearch, removeSearch],
  ...[rules, addRule, editRule, runRule, undoRule],
  turn('on', 'let a rule act again on what arrives'),
  turn('off', 'keep a rule without letting it act'),
  removeRule,
]
