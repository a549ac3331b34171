// Letters as a kind of object: what delivery asks of them.
import type { DeliveryParts, Kind } from '../delivery/index.ts'
import { insertDraft } from './drafts.ts'
import { readOwnWords } from './kept-words.ts'
import { forgetReply } from './replies.ts'
import { linkTo, objectId } from '../store/index.ts'
import { touch } from '../views/index.ts'

export function letterKind(parts: Pick<DeliveryParts, 'ledger' | 'store' | 'identity' | 'log'>): Kind {
  return {
    async saveWords(object) {
      const words = await readOwnWords(parts, object)
      return (tx, at) => {
        if (words !== null) insertDraft(tx, words, at, object)
      }
    },
    forget(tx, object, header) {
      const reply = linkTo(header, 'reply')
      if (reply === null) return
      const answered = objectId(reply.ref)
      forgetReply(tx, answered, object)
      touch(tx, answered)
    },
  }
}
