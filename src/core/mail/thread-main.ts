// The thread that reads mails and vCards. It is built as one file, and holds nothing between two mails.
// The head is answered first, so that a mail whose body takes too long is still kept under its
// subject.
import { parentPort } from 'node:worker_threads'
import { readPage } from './as-made.ts'
import { openMail, readMailContent, readMailHead, readMailParts } from './read-mail.ts'
import { findVcards, textOfVcard } from './read-vcard.ts'
import type { MailAnswer, MailOrder } from './thread-messages.ts'

const port = parentPort!
const answer = (message: MailAnswer, moved: ArrayBuffer[] = []): void => port.postMessage(message, moved)

port.on('message', ({ raw, wants }: MailOrder) => {
  try {
    if (wants === 'card')
      return answer({ content: { text: textOfVcard(raw), files: [], facts: null, notRead: [] } })
    if (wants === 'cards') return answer({ cards: findVcards(raw) })
    const mail = openMail(raw)
    if (wants === 'words') {
      answer({ head: readMailHead(mail) })
      answer({ content: readMailContent(mail) })
      return
    }
    if (wants === 'page') return answer({ page: readPage(mail) })
    // A part may be a view of the mail, or share its buffer with another one.
    const parts = readMailParts(mail).map((part) => ({ ...part, content: Uint8Array.from(part.content) }))
    answer(
      { parts },
      parts.map(({ content }) => content.buffer),
    )
  } catch {
    answer({ failed: true })
  }
})
