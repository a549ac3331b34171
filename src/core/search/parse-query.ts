// Parses a search query: words, and operators that narrow the search. Pure; the caller resolves
// names.
// After "reference" and "state": search covers own and opened texts, and the titles of all other
// letters.
import { EngineError } from '../contract/errors.ts'
import { SEARCH_STATES, type SearchFilter, type SearchState } from '../views/index.ts'

/** Returns the persons whom a typed name may mean; empty if there is none. */
export type FindPersons = (name: string) => Uint8Array[]

const TOKEN = /(\w+):(?:"([^"]*)"|(\S*))|"([^"]*)"|(\S+)/gu

/**
 * Parses `from: to: is: has: before: after: label:`, with values that have spaces in quotes; all
 * other text is words. An operator without a value, which is still being typed, has no effect.
 * @throws INVALID for an invalid value of an operator
 */
export function parseQuery(query: string, findPersons: FindPersons): SearchFilter {
  const words: string[] = []
  const filter: SearchFilter = {
    words: '',
    from: null,
    to: null,
    is: [],
    hasReply: false,
    label: null,
    before: null,
    after: null,
  }
  for (const [whole, operator, quoted, plain] of query.matchAll(TOKEN)) {
    const value = quoted ?? plain
    if (operator === undefined || !isOperator(operator)) words.push(whole)
    else if (value !== undefined && value !== '') narrow(filter, operator, value, findPersons)
  }
  return { ...filter, words: words.join(' ') }
}

const OPERATORS = ['from', 'to', 'is', 'has', 'before', 'after', 'label'] as const
type Operator = (typeof OPERATORS)[number]

function isOperator(text: string): text is Operator {
  return (OPERATORS as readonly string[]).includes(text)
}

function narrow(filter: SearchFilter, operator: Operator, value: string, findPersons: FindPersons): void {
  switch (operator) {
    case 'from':
      filter.from = findPersons(value)
      return
    case 'to':
      filter.to = findPersons(value)
      return
    case 'is':
      filter.is = [...filter.is, parseState(value)]
      return
    case 'has':
      if (value !== 'reply' && value !== 'link') throw invalid('has:', value, 'reply, link')
      filter.hasReply = true
      return
    case 'label':
      filter.label = value
      return
    case 'before':
      filter.before = parseDay(operator, value)
      return
    case 'after':
      filter.after = parseDay(operator, value)
  }
}

function parseState(value: string): SearchState {
  const state = SEARCH_STATES.find((known) => known === value)
  if (state === undefined) throw invalid('is:', value, SEARCH_STATES.join(', '))
  return state
}

/** A day such as 2026-01-31: its first moment in the local time zone. */
function parseDay(operator: string, value: string): number {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value) ?? []
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  if (year === undefined || date.getMonth() !== Number(month) - 1)
    throw invalid(`${operator}:`, value, 'a day like 2026-01-31')
  return date.getTime()
}

function invalid(operator: string, value: string, known: string): EngineError {
  return new EngineError('INVALID', `${operator} cannot be ${value}; it can be: ${known}.`)
}
