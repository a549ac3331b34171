// Rules as the person wrote them: a name, a query, and what happens to a letter that it finds.
import type { RuleActs } from '../contract/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows, Stored, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import { checkOrder, isSameName } from './named.ts'

/** What a rule does. It never opens a letter, so no author learns of it, except by `done`. */

export interface Rule {
  id: Uint8Array
  name: string
  query: string
  acts: RuleActs
  isOn: boolean
}

/** Each arrival is compared with every rule. */
export const MAX_RULES = 200
const ID_BYTES = 16

type RuleRow = Omit<Stored<Rule>, 'acts'> & { acts: string }

/** In the order in which they act. */
export function listRules(rows: Rows): Rule[] {
  return rows
    .all<RuleRow & Record<string, never>>(
      'SELECT id, name, query, acts, is_on AS isOn FROM rules ORDER BY position, id',
    )
    .map((row) => ({ ...row, acts: JSON.parse(row.acts) as RuleActs, isOn: row.isOn === 1 }))
}

export function findRuleNamed(rows: Rows, name: string): Rule | null {
  return listRules(rows).find((rule) => isSameName(rule.name, name)) ?? null
}

export function hasActiveRule(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM rules WHERE is_on = 1 LIMIT 1') !== undefined
}

/** @throws INVALID if the name is taken or it does nothing, TOO_LARGE if there are too many */
export function insertRule(tx: Transaction, rule: Omit<Rule, 'id'>): Uint8Array {
  const known = listRules(tx)
  if (known.length >= MAX_RULES) throw new EngineError('TOO_LARGE', `There are at most ${MAX_RULES} rules.`)
  check(tx, null, rule)
  const id = randomBytes(ID_BYTES)
  const { name, query, acts, isOn } = rule
  const position = tx.get<{ next: number }>('SELECT coalesce(max(position), -1) + 1 AS next FROM rules')!.next
  tx.run(
    'INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?)',
    ...[id, name, query, JSON.stringify(acts), position, Number(isOn)],
  )
  return id
}

/** @throws INVALID if the name is taken or it does nothing */
export function changeRule(tx: Transaction, rule: Rule): void {
  check(tx, rule.id, rule)
  const { id, name, query, acts, isOn } = rule
  tx.run(
    'UPDATE rules SET name = ?, query = ?, acts = ?, is_on = ? WHERE id = ?',
    ...[name, query, JSON.stringify(acts), Number(isOn), id],
  )
}

/** What it changed stays, and can no longer be undone as its work. */
export function removeRule(tx: Transaction, id: Uint8Array): void {
  tx.run('DELETE FROM rules WHERE id = ?', id)
  tx.run('DELETE FROM rule_traces WHERE rule = ?', id)
}

/** @throws INVALID unless `ids` are all rules */
export function orderRules(tx: Transaction, ids: readonly Uint8Array[]): void {
  checkOrder(listRules(tx), ids)
  for (const [position, id] of ids.entries())
    tx.run('UPDATE rules SET position = ? WHERE id = ?', position, id)
}

function check(rows: Rows, id: Uint8Array | null, { name, query, acts }: Omit<Rule, 'id'>): void {
  const { labels, archive, star, done } = acts
  if (query.trim() === '') throw new EngineError('INVALID', 'A rule needs a query.')
  if (labels.length === 0 && !archive && !star && !done)
    throw new EngineError('INVALID', 'A rule does something with the letters that it finds.')
  const taken = findRuleNamed(rows, name)
  if (taken !== null && (id === null || !equalBytes(taken.id, id)))
    throw new EngineError('INVALID', `There is a rule ${taken.name} already.`)
}
