// The acts of phones on how a person orders and writes letters: saved searches, rules, templates, and
// what leaves nothing behind.
import { noUndo, undoBy, type ActRules } from './act-rule.ts'

/** Finds what a call names by its id or its name. */
function findNamed<One extends { name: string }>(
  list: readonly One[],
  idOf: (one: One) => string,
  named: string,
): One {
  return list.find((one) => idOf(one) === named) ?? list.find(({ name }) => name === named)!
}

export const orderActs: Pick<ActRules, 'searches' | 'rules' | 'templates' | 'news' | 'accounts' | 'phones'> =
  {
    searches: {
      order: null,
      add:
        () =>
        ({ search, name }) => ({ about: name, undo: undoBy('searches', 'remove', { search }) }),
      async change({ search: named }, look) {
        const before = findNamed(await look.searches.list({}), (one) => one.search, named)
        const { search, name, query } = before
        return () => ({ about: name, undo: undoBy('searches', 'change', { search, name, query }) })
      },
      async remove({ search: named }, look) {
        const { name, query } = findNamed(await look.searches.list({}), (one) => one.search, named)
        return () => ({ about: name, undo: undoBy('searches', 'add', { name, query }) })
      },
    },
    rules: {
      add:
        () =>
        ({ rule, name }) => ({ about: name, undo: undoBy('rules', 'remove', { rule }) }),
      async change({ rule: named }, look) {
        const { rule, name, query, acts, isOn } = findNamed(
          await look.rules.list({}),
          (one) => one.rule,
          named,
        )
        return () => ({ about: name, undo: undoBy('rules', 'change', { rule, name, query, acts, isOn }) })
      },
      // A rule that was off would be on.
      async remove({ rule: named }, look) {
        const { name, query, acts, isOn } = findNamed(await look.rules.list({}), (one) => one.rule, named)
        return () => ({ about: name, undo: isOn ? undoBy('rules', 'add', { name, query, acts }) : null })
      },
      async order(_, look) {
        const rules = (await look.rules.list({})).map(({ rule }) => rule)
        return () => ({ about: '', undo: undoBy('rules', 'order', { rules }) })
      },
      async run({ rule: named }, look) {
        const { rule, name } = findNamed(await look.rules.list({}), (one) => one.rule, named)
        return ({ run }) => ({ about: name, undo: undoBy('rules', 'undo', { rule, run }) })
      },
      async undo({ rule: named }, look) {
        const { name } = findNamed(await look.rules.list({}), (one) => one.rule, named)
        return () => noUndo(name)
      },
    },
    templates: {
      add:
        () =>
        ({ template, name }) => ({ about: name, undo: undoBy('templates', 'remove', { template }) }),
      async change({ template: named }, look) {
        const {
          template,
          readers: _,
          ...before
        } = findNamed(await look.templates.list({}), (one) => one.template, named)
        return () => ({ about: before.name, undo: undoBy('templates', 'change', { template, ...before }) })
      },
      async remove({ template: named }, look) {
        const {
          template: _,
          readers: __,
          ...before
        } = findNamed(await look.templates.list({}), (one) => one.template, named)
        return () => ({ about: before.name, undo: undoBy('templates', 'add', before) })
      },
      async setSignature(_, look) {
        const before = await look.templates.signature({})
        return ({ text }) => ({ about: text, undo: undoBy('templates', 'setSignature', before) })
      },
    },
    news: { order: null },
    accounts: { check: null },
    phones: { reportPage: null, setPush: null, showing: null, challenge: null, unlock: null, setLock: null },
  }
