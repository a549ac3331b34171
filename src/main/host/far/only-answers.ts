// A phone that may only read and answer: it writes to the author and the readers of a letter alone, and
// gives only files that it has stored itself. Drafts of other letters are not for it.
import type { CallContext, CheckedLetter } from '../../../core/contract/calls.ts'
import type { DoorHandlers } from '../../../core/contract/index.ts'
import { notFromAPhone } from './far-refusals.ts'
import type { OwnUploads } from './phone-uploads.ts'

/** Returns the handlers for such a phone. */
export function onlyAnswers(handlers: DoorHandlers, uploads: OwnUploads): DoorHandlers {
  const { letters, drafts, talks, files } = handlers
  const checked = (context: CallContext, call: string): CallContext => ({
    ...context,
    async checkLetter(letter: CheckedLetter) {
      if (!(await letter.isAnswer())) throw notFromAPhone(call)
      await context.checkLetter?.(letter)
    },
  })

  /** The files of a draft that may stay in it. @throws NOT_FROM_A_PHONE if it is no answer */
  async function openDraft(draft: string, context: CallContext, call: string): Promise<Set<string>> {
    const { replyTo, attachments } = await drafts.get({ draft }, context)
    if (replyTo === null) throw notFromAPhone(call)
    return new Set(attachments.map(({ file }) => file))
  }

  const checkFiles = (given: readonly string[] | undefined, call: string, known?: Set<string>): void => {
    for (const file of given ?? [])
      if (!uploads.files.has(file) && known?.has(file) !== true) throw notFromAPhone(call)
  }

  const ofOwnSealing =
    (method: 'pause' | 'resume' | 'cancel'): DoorHandlers['files']['pause'] =>
    async (asked, context) => {
      if (!uploads.sealings.has(asked.sealing)) throw notFromAPhone(`files.${method}`)
      return files[method](asked, context)
    }

  return {
    ...handlers,
    letters: {
      ...letters,
      async send(letter, context) {
        checkFiles(letter.attachments, 'letters.send')
        return letters.send(letter, checked(context, 'letters.send'))
      },
    },
    talks: {
      ...talks,
      async say(words, context) {
        checkFiles(words.attachments, 'talks.say')
        return talks.say(words, checked(context, 'talks.say'))
      },
    },
    drafts: {
      ...drafts,
      async save(draft, context) {
        const isNew =
          draft.draft === undefined || (draft.begins === true && !(await exists(draft.draft, context)))
        const known = isNew ? undefined : await openDraft(draft.draft!, context, 'drafts.save')
        if (draft.replyTo === undefined || draft.replaces !== undefined) throw notFromAPhone('drafts.save')
        checkFiles(draft.attachments, 'drafts.save', known)
        return drafts.save(draft, context)
      },
      send: (asked, context) => drafts.send(asked, checked(context, 'drafts.send')),
      async remove(asked, context) {
        await openDraft(asked.draft, context, 'drafts.remove')
        return drafts.remove(asked, context)
      },
    },
    files: {
      ...files,
      async describe(asked, context) {
        checkFiles([asked.file], 'files.describe')
        return files.describe(asked, context)
      },
      pause: ofOwnSealing('pause'),
      resume: ofOwnSealing('resume'),
      cancel: ofOwnSealing('cancel'),
    },
  }

  function exists(draft: string, context: CallContext): Promise<boolean> {
    return drafts.get({ draft }, context).then(
      () => true,
      () => false,
    )
  }
}
