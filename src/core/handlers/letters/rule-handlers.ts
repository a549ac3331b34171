// Handlers for saved searches and rules.
import { toHex } from '../../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../../contract/errors.ts'
import type { Handlers, Rule, RuleId, RuleTrace, SavedSearch, SearchId } from '../../contract/index.ts'
import type { EventPublisher } from '../../event-publisher.ts'
import type { OpenHome } from '../../open-home.ts'
import {
  changeRule,
  changeSearch,
  countActed,
  insertRule,
  insertSearch,
  isSameName,
  listRules,
  listSearches,
  listTraces,
  orderRules,
  orderSearches,
  removeRule,
  removeSearch,
  type Rule as StoredRule,
  type RuleTrace as StoredTrace,
  type SavedSearch as StoredSearch,
} from '../../rules/index.ts'
import { objectId } from '../../store/index.ts'
import { hexId, isoTime, resolveRef } from '../../contract-ids.ts'

type Events = Pick<EventPublisher, 'publish'>

export function createSearchHandlers(open: () => OpenHome, events: Events): Pick<Handlers, 'searches'> {
  const list = (): SavedSearch[] => {
    const home = open()
    return listSearches(home.parts.ledger).map((one) => describeSearch(home, one))
  }
  const changed = <T>(value: T): T => {
    events.publish({ type: 'searches-changed' })
    return value
  }
  return {
    searches: {
      list: async () => list(),
      async add({ name, query }) {
        const home = open()
        home.rules.check(query)
        const id = await home.parts.ledger.write((tx) => insertSearch(tx, { name, query }))
        return changed(describeSearch(home, { id, name, query }))
      },
      async change({ search, ...given }) {
        const home = open()
        if (given.query !== undefined) home.rules.check(given.query)
        const next = { ...getNamed(listSearches(home.parts.ledger), search), ...given }
        await home.parts.ledger.write((tx) => changeSearch(tx, next))
        return changed(describeSearch(home, next))
      },
      async remove({ search }) {
        const { ledger } = open().parts
        const { id } = getNamed(listSearches(ledger), search)
        await ledger.write((tx) => removeSearch(tx, id))
        return changed({ search: hexId(id) as SearchId })
      },
      async order({ searches }) {
        const { ledger } = open().parts
        const ids = searches.map((one) => getNamed(listSearches(ledger), one).id)
        await ledger.write((tx) => orderSearches(tx, ids))
        return changed(list())
      },
    },
  }
}

export function createRuleHandlers(open: () => OpenHome, events: Events): Pick<Handlers, 'rules'> {
  const list = (): Rule[] => {
    const home = open()
    return listRules(home.parts.ledger).map((rule) => describeRule(home, rule))
  }
  const changed = <T>(value: T): T => {
    events.publish({ type: 'rules-changed' })
    return value
  }
  const get = ({ parts }: OpenHome, rule: string): StoredRule => getNamed(listRules(parts.ledger), rule)
  return {
    rules: {
      list: async () => list(),
      async add(given) {
        const home = open()
        home.rules.check(given.query)
        const rule = { ...given, isOn: true }
        const id = await home.parts.ledger.write((tx) => insertRule(tx, rule))
        return changed(describeRule(home, { id, ...rule }))
      },
      async change({ rule, ...given }) {
        const home = open()
        if (given.query !== undefined) home.rules.check(given.query)
        const next = { ...get(home, rule), ...given }
        await home.parts.ledger.write((tx) => changeRule(tx, next))
        return changed(describeRule(home, next))
      },
      async remove({ rule }) {
        const home = open()
        const { id } = get(home, rule)
        await home.parts.ledger.write((tx) => removeRule(tx, id))
        return changed({ rule: hexId(id) as RuleId })
      },
      async order({ rules }) {
        const home = open()
        const ids = rules.map((rule) => get(home, rule).id)
        await home.parts.ledger.write((tx) => orderRules(tx, ids))
        return changed(list())
      },
      count: async ({ query }) => ({ letters: await open().rules.count(query) }),
      async run({ rule }, { signal }) {
        const home = open()
        return changed(await home.rules.run(get(home, rule), signal))
      },
      async undo({ rule, ref, run }) {
        const home = open()
        const object = ref === undefined ? null : objectId(await resolveRef(home.parts, ref))
        return changed({ letters: await home.rules.undo(get(home, rule).id, { object, run: run ?? null }) })
      },
      async of({ ref }) {
        const { parts } = open()
        const object = objectId(await resolveRef(parts, ref))
        const rules = listRules(parts.ledger)
        return listTraces(parts.ledger, object).flatMap((trace) => describeTrace(rules, trace))
      },
    },
  }
}

/** @throws NOT_FOUND */
function getNamed<T extends { id: Uint8Array; name: string }>(known: readonly T[], name: string): T {
  const found = known.find(({ id }) => toHex(id) === name) ?? known.find((one) => isSameName(one.name, name))
  if (found === undefined) throw new EngineError('NOT_FOUND', `Nothing is called ${name}.`)
  return found
}

function problemOf({ rules }: OpenHome, query: string): ErrorCode | null {
  try {
    rules.check(query)
    return null
  } catch (error) {
    if (!isEngineError(error)) throw error
    return error.code
  }
}

function describeSearch(home: OpenHome, { id, name, query }: StoredSearch): SavedSearch {
  return { search: hexId(id) as SearchId, name, query, problem: problemOf(home, query) }
}

function describeRule(home: OpenHome, { id, ...rule }: StoredRule): Rule {
  const acted = countActed(home.parts.ledger, id)
  return { rule: hexId(id) as RuleId, ...rule, problem: problemOf(home, rule.query), acted }
}

/** Empty for a rule that was removed. */
function describeTrace(rules: readonly StoredRule[], trace: StoredTrace): RuleTrace[] {
  const rule = rules.find(({ id }) => toHex(id) === toHex(trace.rule))
  const { labels = [], archived, starred, done } = trace.change
  if (rule === undefined) return []
  const changes = {
    ...{ labels, archived: archived === true, starred: starred === true, done: done === true },
  }
  const { run, isUndone } = trace
  return [
    { rule: hexId(rule.id) as RuleId, name: rule.name, at: isoTime(trace.at), run, ...changes, isUndone },
  ]
}
