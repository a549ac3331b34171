// rules: saved searches, and rules, which order letters by a saved query when they arrive.
// It may import letters, delivery, tidy, inbox, views and lower ranks; how a query is parsed is
// given to it.
// Path: the transaction that files or opens a letter → rule_queue → the query on the index → tidy.
export { changeRule, insertRule, listRules, orderRules, removeRule, type Rule } from './rule-rows.ts'
export { isSameName } from './named.ts'
export { countActed, listTraces, type RuleTrace } from './traces.ts'
export { Rules } from './rules.ts'
export {
  changeSearch,
  insertSearch,
  listSearches,
  orderSearches,
  removeSearch,
  type SavedSearch,
} from './saved-searches.ts'
export { rulesSchema } from './schema.ts'
