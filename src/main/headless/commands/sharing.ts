// Commands on the audiences of an object: add one, withdraw one, and list who can read it.
// Nothing is copied; an opened object stays open.
import type {
  ActResult,
  Addressee,
  ObjectAudience,
  ObjectReader,
  RefText,
  WhoCanRead,
} from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { shortRef, showParties, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { orKeepPlace } from './keep-place.ts'
import { modeWord, OPEN_OPTION, originWord, stateWord } from '../words.ts'
import { showOutcomes } from './show-outcomes.ts'

const MAX_PAGE = 1000

const share = asking<{ ref: RefText; audience: Addressee }>({
  name: 'share',
  usage: 'REF --to WHO [--open] [--keep-place]',
  summary: 'share your letter or album with others; nothing is copied, except photos without their location',
  args: { min: 1, max: 1 },
  options: {
    to: {
      kind: 'text',
      hint: 'WHO',
      about: 'a person, a group, or `public`; you cannot take back what is public',
    },
    open: OPEN_OPTION,
    'keep-place': { kind: 'flag', about: 'keep the location in photos' },
  },
  ask: ({ given, api }) =>
    orKeepPlace(
      api.letters.share({
        keepPlace: given.isSet('keep-place') ? true : undefined,
        ref: given.args[0]!,
        to: given.needText('to'),
        mode: given.isSet('open') ? 'open' : undefined,
      }),
    ),
  show: ({ ref, audience }) => `${shortRef(ref)} is now also for ${showParty(audience)}.`,
})

const withdraw = asking<ActResult>({
  name: 'withdraw',
  usage: 'REF --from WHO',
  summary: 'withdraw it from one audience: those who have not opened it no longer can',
  args: { min: 1, max: 1 },
  options: { from: { kind: 'text', hint: 'WHO', about: 'a person, a group, or `public`' } },
  ask: ({ given, api }) => api.letters.withdraw({ ref: given.args[0]!, from: given.needText('from') }),
  show: showOutcomes,
})

const who = asking<WhoCanRead>({
  name: 'who',
  usage: 'REF [--limit N] [--after PERSON]',
  summary: 'who can read it, how they got it, and who has opened it',
  args: { min: 1, max: 1 },
  options: {
    limit: { kind: 'text', hint: 'N', about: 'how many readers at most (default 100)' },
    after: { kind: 'text', hint: 'PERSON', about: 'the page after this reader' },
  },
  ask: ({ given, api }) =>
    api.letters.who({
      ref: given.args[0]!,
      limit: given.number('limit', MAX_PAGE),
      after: given.text('after'),
    }),
  show({ audiences, readers, readerCount }) {
    if (audiences.length === 0) return 'Only you.'
    const more = readerCount > readers.length ? [`and ${readerCount - readers.length} more`] : []
    return [showTable(audiences.map(showAudience)), '', showTable(readers.map(showReader)), ...more]
      .join('\n')
      .trimEnd()
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
