// Limits how much a thief can delete with a phone. It counts what no undo brings back.
import type { CallContext } from '../../../core/contract/calls.ts'
import type { DoorHandlers } from '../../../core/contract/index.ts'
import { tooManyDeletions } from './far-refusals.ts'

export const DELETIONS_AN_HOUR = 20

/** @param allows counts one more, unless there were too many */
export function limitDeletions(handlers: DoorHandlers, allows: () => boolean): DoorHandlers {
  const { letters, drafts, space, people, albums, groups } = handlers

  const count = (call: string): void => {
    if (!allows()) throw tooManyDeletions(call)
  }
  const counted =
    <Input, Output>(call: string, act: (input: Input, context: CallContext) => Promise<Output>) =>
    async (input: Input, context: CallContext): Promise<Output> => {
      count(call)
      return act(input, context)
    }

  return {
    ...handlers,
    letters: {
      ...letters,
      // An undone send is a draft again, and nobody was told.
      recall: (asked, context) =>
        asked.unlessTold === true
          ? letters.recall(asked, context)
          : counted('letters.recall', letters.recall)(asked, context),
    },
    drafts: {
      ...drafts,
      // An emptied box of a talk leaves no draft.
      async remove(asked, context) {
        const { saying } = await drafts.get({ draft: asked.draft }, context)
        if (saying === null) count('drafts.remove')
        return drafts.remove(asked, context)
      },
    },
    space: { ...space, delete: counted('space.delete', space.delete) },
    people: { ...people, forget: counted('people.forget', people.forget) },
    albums: { ...albums, remove: counted('albums.remove', albums.remove) },
    groups: { ...groups, forget: counted('groups.forget', groups.forget) },
  }
}
