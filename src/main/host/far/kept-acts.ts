// Writes down the acts of a phone that stay without it, with the call that takes each back. A person
// who has lost a phone sees what a thief did with it.
import type { CallContext, DoorHandlers, LetterSummary, RefText } from '../../../core/contract/index.ts'

export interface KeptAct {
  call: string
  /** What it was about, in a few words. */
  about: string
  undo: { call: string; input: Record<string, unknown> } | null
}

/** Returns the handlers of one phone, whose acts are kept. A failure to keep one does not undo it. */
export function keepActs(handlers: DoorHandlers, keep: (act: KeptAct) => Promise<void>): DoorHandlers {
  const { letters, drafts, talks, groups, searches, templates } = handlers

  const keepSent = async (ref: RefText, context: CallContext): Promise<void> => {
    const row = await letters.summary({ ref }, context).catch(() => null)
    await keep({
      call: 'letters.send',
      about: describe(row),
      undo: { call: 'letters.recall', input: { ref } },
    })
  }

  return {
    ...handlers,
    letters: {
      ...letters,
      async send(letter, context) {
        const sent = await letters.send(letter, context)
        await keepSent(sent.ref, context)
        return sent
      },
      async bin(asked, context) {
        const rows = await letters.bin(asked, context)
        const undo = { call: 'letters.bin', input: { refs: asked.refs, bin: null } }
        if (asked.bin !== null) await keep({ call: 'letters.bin', about: describeAll(rows), undo })
        return rows
      },
    },
    drafts: {
      ...drafts,
      async send(asked, context) {
        // A repeated call sends nothing again.
        const isNew = await drafts.get({ draft: asked.draft }, context).then(
          () => true,
          () => false,
        )
        const sent = await drafts.send(asked, context)
        if (isNew) await keepSent(sent.ref, context)
        return sent
      },
    },
    talks: {
      ...talks,
      async say(asked, context) {
        const sent = await talks.say(asked, context)
        await keepSent(sent.ref, context)
        return sent
      },
    },
    groups: {
      ...groups,
      async create(asked, context) {
        const group = await groups.create(asked, context)
        await keep({ call: 'groups.create', about: asked.name, undo: null })
        return group
      },
      async leave(asked, context) {
        const group = await groups.leave(asked, context)
        await keep({ call: 'groups.leave', about: group.name, undo: null })
        return group
      },
    },
    searches: {
      ...searches,
      async add(asked, context) {
        const added = await searches.add(asked, context)
        const undo = { call: 'searches.remove', input: { search: added.search } }
        await keep({ call: 'searches.add', about: asked.name, undo })
        return added
      },
    },
    templates: {
      ...templates,
      async add(asked, context) {
        const added = await templates.add(asked, context)
        const undo = { call: 'templates.remove', input: { template: added.template } }
        await keep({ call: 'templates.add', about: asked.name, undo })
        return added
      },
    },
  }
}

function describe(row: LetterSummary | null): string {
  if (row === null) return ''
  const names = row.to.map(({ name }) => name).join(', ')
  const words = row.subject === '' ? row.excerpt : row.subject
  return [names, words].filter(Boolean).join(': ')
}

const describeAll = (rows: readonly LetterSummary[]): string =>
  rows.map(({ from, subject }) => [from.name, subject].filter(Boolean).join(': ')).join('; ')
