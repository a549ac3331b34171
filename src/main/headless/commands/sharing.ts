// Commands on the audiences of an object: add one, withdraw one, and list who can read it.
// Nothing is copied; an opened object stays open.
import type { ObjectAudience, ObjectReader } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flagFor, number, text } from '../fields.ts'
import { shortRef, showParties, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { orKeepPlace } from './keep-place.ts'
import { modeWord, OPEN, originWord, stateWord } from '../state-words.ts'
import { showOutcomes } from './show-outcomes.ts'

const MAX_PAGE = 1000

const share = asking({
  name: 'share',
  summary: 'share your letter or album with others; nothing is copied, except photos without their location',
  fields: {
    ref: argument('REF'),
    to: text('WHO', 'a person, a group, or `public`; you cannot take back what is public').needed(),
    mode: OPEN.as('open'),
    keepPlace: flagFor(true, 'keep the location in photos'),
  },
  ask: ({ api, input }) => orKeepPlace(api.letters.share(input)),
  show: ({ ref, audience }) => `${shortRef(ref)} is now also for ${showParty(audience)}.`,
})

const withdraw = calling('letters.withdraw', {
  name: 'withdraw',
  summary: 'withdraw it from one audience: those who have not opened it no longer can',
  fields: { ref: argument('REF'), from: text('WHO', 'a person, a group, or `public`').needed() },
  show: showOutcomes,
})

const who = calling('letters.who', {
  name: 'who',
  summary: 'who can read it, how they got it, and who has opened it',
  fields: {
    ref: argument('REF'),
    limit: number(MAX_PAGE, 'N', 'how many readers at most (default 100)'),
    after: text('PERSON', 'the page after this reader'),
  },
  show({ audiences, readers, readerCount, isMail }) {
    if (audiences.length === 0) return 'Only you.'
    const more = readerCount > readers.length ? [`and ${readerCount - readers.length} more`] : []
    const parts = [showTable(audiences.map(showAudience)), '', showTable(readers.map(showReader)), ...more]
    if (isMail) parts.unshift('the people it names, and the mail providers on the way')
    return parts.join('\n').trimEnd()
  },
})

function showAudience({ audience, mode, origin, since, count, opened, state }: ObjectAudience): string[] {
  return [
    showParty(audience),
    modeWord(mode),
    originWord(origin),
    showTime(since),
    stateWord(state),
    count === null ? 'anyone' : `${opened} of ${count} have opened it`,
  ]
}

function showReader(reader: ObjectReader): string[] {
  return [
    showParty(reader),
    stateWord(reader.state),
    reader.openedAt === null ? '' : `on ${showTime(reader.openedAt)}`,
    reader.via.length === 0 ? '' : `through ${showParties(reader.via)}`,
  ]
}

export const sharingCommands: Command[] = [share, withdraw, who]
