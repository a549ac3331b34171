// What the desk is called and what its button does, by whom it is written for.
// The compose step: to keep, to send and to publish are one act with another audience.
import { m } from '../messages/messages.svelte.ts'
import type { LetterContent } from '../state/letter-content.ts'
import type { AudienceKind } from '../state/readers.ts'

export interface DeskWords {
  title: string
  action: string
  /** Beside the button, as long as nothing is in the way. */
  hint: string
}

export function sendWords({ replyTo, replaces, when }: LetterContent, kind: AudienceKind): DeskWords {
  const words = m.compose
  const isNew = replaces === null
  if (kind === 'self')
    return {
      title: isNew ? words.titleNote : words.titleEditNote,
      action: isNew ? words.keep : words.saveVersion,
      hint: words.stays,
    }
  const go = { now: words.send, at: words.schedule, hold: words.hold }[when]
  if (kind === 'public')
    return {
      title: isNew ? words.titlePublic : words.titleEditPublic,
      action: when === 'now' ? (isNew ? words.publish : words.publishVersion) : go,
      hint: words.undoHint,
    }
  return { title: replyTo === null ? words.title : words.titleReply, action: go, hint: words.undoHint }
}
