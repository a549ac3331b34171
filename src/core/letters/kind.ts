// Letters as a kind of object: the row that delivery, the index and the page use. See
// delivery/kinds.ts.
import { loadAudiences } from '../access/index.ts'
import { keepCorrespondent } from '../correspondents/index.ts'
import { findDeletion, findPolicy, type Kind } from '../delivery/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { endReminder } from '../reminders/index.ts'
import { linkTo, objectId, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import {
  describeLetter,
  listLetterObjects,
  type Asked,
  type DescribingParts,
  type ListedKind,
} from './describe.ts'
import { insertDraft } from './drafts.ts'
import { readOwnWords } from './kept-words.ts'
import type { LetterParts } from './parts.ts'
import { forgetReply } from './replies.ts'
import { forgetSent } from './sent-drafts.ts'

type Parts = DescribingParts & Pick<LetterParts, 'ledger' | 'log'>

/** @param forgetMail removes the mail of a letter that goes to mail addresses */
export function letterKind(parts: Parts, forgetMail: (tx: Transaction, object: Uint8Array) => void): Kind {
  return {
    ...listedKind(parts, 'letter'),
    async saveWords(object) {
      const words = await readOwnWords(parts, object)
      return (tx, at) => {
        if (words === null) return
        const to = isTakenBack(tx, object) ? [] : words.to
        insertDraft(tx, { ...words, to }, at, object)
      }
    },
    // A list shows the names of all addressees.
    onKept(tx, { byMail, at }) {
      for (const one of byMail?.to ?? []) keepCorrespondent(tx, one, at)
    },
    forget(tx, object, header) {
      endReminder(tx, object)
      forgetSent(tx, object)
      if (header.byMail !== undefined) forgetMail(tx, object)
      const reply = linkTo(header, 'reply')
      if (reply === null) return
      const answered = objectId(reply.ref)
      forgetReply(tx, answered, object)
      touch(tx, answered)
    },
    describe: (rows, object) => describeLetter(rows, parts, object),
    listObjects: listLetterObjects,
  }
}

/** What every kind with rows among the letters does. */
export function listedKind(
  parts: DescribingParts,
  kind: ListedKind,
): Pick<Kind, 'forget' | 'changesOf' | 'isNews'> {
  return {
    forget: endReminder,
    changesOf(rows, object) {
      const ref = findRef({ rows, parts, object, kind })
      return ref === null ? null : [{ of: 'row', ref, author: ref.person }]
    },
    isNews: () => true,
  }
}

/**
 * True if a reader who was told of it lost it. It may have gone to the wrong person, so its author
 * chooses the readers of the draft anew.
 */
function isTakenBack(rows: Rows, object: Uint8Array): boolean {
  return loadAudiences(rows, object).some(
    ({ noticedAt, recalledAt }) => noticedAt !== null && recalledAt !== null,
  )
}

/** Returns the ref of an object of this kind that has a row, found without computing the row. */
function findRef({ rows, parts: { store, inbox }, object, kind }: Asked): Ref | null {
  const own = findPolicy(rows, object) === null ? null : store.findOwn(rows, object)
  if (own !== null) return own.header.kind === kind ? own.ref : null
  const deleted = findDeletion(rows, object)
  if (deleted?.kind === kind) return deleted.ref
  const notice = inbox.find(rows, object)?.notice
  return notice?.kind === kind ? notice.ref : null
}
