// Commands on whom an object is for: one audience more, one less, and who can read it now.
// Nothing is copied; what was opened stays open.
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
import { modeWord, originWord, stateWord } from '../words.ts'
import { showOutcomes } from './show-outcomes.ts'

const MAX_PAGE = 1000

const share = asking<{ ref: RefText; audience: Addressee }>({
  name: 'share',
  usage: 'REF --to WHO [--open] [--keep-place]',
  summary:
    'give what is yours, a letter or an album, to one audience more; nothing is copied but places taken out',
  args: { min: 1, max: 1 },
  options: {
    to: {
      kind: 'text',
      hint: 'WHO',
      about: 'a person, a group, or `public`: then anyone may read it, for good',
    },
    open: { kind: 'flag', about: 'readable while you are away; it cannot be recalled then' },
    'keep-place': { kind: 'flag', about: 'pictures say where they were taken' },
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
  show: ({ ref, audience }) => `${shortRef(ref)} is for ${showParty(audience)} now, too.`,
})

const withdraw = asking<ActResult>({
  name: 'withdraw',
  usage: 'REF --from WHO',
  summary: 'take it back from one audience: who has not opened it by then never will',
  args: { min: 1, max: 1 },
  options: { from: { kind: 'text', hint: 'WHO', about: 'a person, a group, or `public`' } },
  ask: ({ given, api }) => api.letters.withdraw({ ref: given.args[0]!, from: given.needText('from') }),
  show: showOutcomes,
})

const who = asking<WhoCanRead>({
  name: 'who',
  usage: 'REF [--limit N] [--after PERSON]',
  summary: 'who can read it, how they came to, and who has opened it',
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
    if (audiences.length === 0) return 'Nobody but you.'
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
    count === null ? 'anyone' : `${opened} of ${count} opened it`,
  ]
}

function showReader(reader: ObjectReader): string[] {
  return [
    showParty(reader),
    stateWord(reader.state),
    reader.openedAt === null ? '' : `on ${showTime(reader.openedAt)}`,
    reader.via.length === 0 ? '' : `by ${showParties(reader.via)}`,
  ]
}

export const sharingCommands: Command[] = [share, withdraw, who]
