// Handlers for saved searches and rules.
import { toHex } from '../../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../../contract/errors.ts'
import type { Rule, RuleId, RuleTrace, SavedSearch, SearchId } from '../../contract/index.ts'
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
import type { Served, Serving } from '../serving.ts'

export const searchHandlers: Serving<'searches'> = {
  list: describeSearches,
  async add(home, { name, query }, served) {
    home.rules.check(query)
    const id = await home.parts.ledger.write((tx) => insertSearch(tx, { name, query }))
    return changed(served, 'searches', describeSearch(home, { id, name, query }))
  },
  async change(home, { search, ...given }, served) {
    if (given.query !== undefined) home.rules.check(given.query)
    const next = { ...getNamed(listSearches(home.parts.ledger), search), ...given }
    await home.parts.ledger.write((tx) => changeSearch(tx, next))
    return changed(served, 'searches', describeSearch(home, next))
  },
  async remove({ parts: { ledger } }, { search }, served) {
    const { id } = getNamed(listSearches(ledger), search)
    await ledger.write((tx) => removeSearch(tx, id))
    return changed(served, 'searches', { search: hexId(id) as SearchId })
  },
  async order(home, { searches }, served) {
    const { ledger } = home.parts
    const ids = searches.map((one) => getNamed(listSearches(ledger), one).id)
    await ledger.write((tx) => orderSearches(tx, ids))
    return changed(served, 'searches', describeSearches(home))
  },
}

export const ruleHandlers: Serving<'rules'> = {
  list: describeRules,
  async add(home, given, served) {
    home.rules.check(given.query)
    const rule = { ...given, isOn: true }
    const id = await home.parts.ledger.write((tx) => insertRule(tx, rule))
    return changed(served, 'rules', describeRule(home, { id, ...rule }))
  },
  async change(home, { rule, ...given }, served) {
    if (given.query !== undefined) home.rules.check(given.query)
    const next = { ...get(home, rule), ...given }
    await home.parts.ledger.write((tx) => changeRule(tx, next))
    return changed(served, 'rules', describeRule(home, next))
  },
  async remove(home, { rule }, served) {
    const { id } = get(home, rule)
    await home.parts.ledger.write((tx) => removeRule(tx, id))
    return changed(served, 'rules', { rule: hexId(id) as RuleId })
  },
  async order(home, { rules }, served) {
    const ids = rules.map((rule) => get(home, rule).id)
    await home.parts.ledger.write((tx) => orderRules(tx, ids))
    return changed(served, 'rules', describeRules(home))
  },
  count: async (home, { query }) => ({ letters: await home.rules.count(query) }),
  async run(home, { rule }, served) {
    return changed(served, 'rules', await home.rules.run(get(home, rule), served.signal))
  },
  async undo(home, { rule, ref, run }, served) {
    const object = ref === undefined ? null : objectId(await resolveRef(home.parts, ref))
    return changed(served, 'rules', {
      letters: await home.rules.undo(get(home, rule).id, { object, run: run ?? null }),
    })
  },
  async of({ parts }, { ref }) {
    const object = objectId(await resolveRef(parts, ref))
    const rules = listRules(parts.ledger)
    return listTraces(parts.ledger, object).flatMap((trace) => describeTrace(rules, trace))
  },
}

function changed<T>({ publish }: Served, noun: 'searches' | 'rules', value: T): T {
  publish({ type: `${noun}-changed` })
  return value
}

function describeSearches(home: OpenHome): SavedSearch[] {
  return listSearches(home.parts.ledger).map((one) => describeSearch(home, one))
}

function describeRules(home: OpenHome): Rule[] {
  return listRules(home.parts.ledger).map((rule) => describeRule(home, rule))
}

const get = ({ parts }: OpenHome, rule: string): StoredRule => getNamed(listRules(parts.ledger), rule)

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
