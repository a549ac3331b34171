// The desk's title and the words of its button, which depend on the audience and the time.
// The compose step: to keep a note, send a letter and publish a post are one act.
import { m } from '../messages/messages.svelte.ts'
import type { LetterContent } from '../state/letter-content.ts'
import type { AudienceKind } from '../state/readers.ts'

export interface DeskWords {
  title: string
  action: string
  /** Shown beside the button if nothing prevents sending. `seconds`: the time to undo. */
  hint: (seconds: string) => string
}

export function sendWords({ replyTo, replaces, when }: LetterContent, kind: AudienceKind): DeskWords {
  const words = m.compose
  const isNew = replaces === null
  if (kind === 'self')
    return {
      title: isNew ? words.titleNote : words.titleEditNote,
      action: isNew ? words.keep : words.saveVersion,
      hint: () => words.stays,
    }
  const go = { now: words.send, at: words.schedule, hold: words.hold }[when]
  if (kind === 'public')
    return {
      title: isNew ? words.titlePublic : words.titleEditPublic,
      action: when === 'now' ? (isNew ? words.publish : words.publishVersion) : go,
      hint: words.undoHint,
    }
  return {
    title: replyTo === null ? words.title : words.titleReply,
    action: go,
    hint: when === 'at' ? () => words.waits : words.undoHint,
  }
}
