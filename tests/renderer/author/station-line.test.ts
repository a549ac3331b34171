// What an author sees of the stations of a letter: where it is, and how far a recall has come.
import { cleanup, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type {
  DeviceId,
  LetterAtStation,
  LetterStatus,
  PersonId,
  ReaderState,
  ReaderStations,
  ReaderStatus,
  RefText,
  StationVote,
} from '../../../src/core/contract/index.ts'
import { describeState, describeWhoCanRead } from '../../../src/renderer/author/author-words.ts'
import { describeActed, describePlaced } from '../../../src/renderer/author/station-line.ts'
import StationLine from '../../../src/renderer/author/StationLine.svelte'
import { renderInApp } from '../support/render.ts'

const NAMES = ['Shelf', 'Attic', 'Office']

function at(name: string, changes: Partial<LetterAtStation> = {}): LetterAtStation {
  return {
    ...{ station: name as DeviceId, name, online: true, heardAt: '2026-11-28T08:00:00.000Z', has: true },
    ...changes,
  }
}

/** Balanced: two of three open, and a recall is certain at three. */
function reader(
  name: string,
  state: ReaderState,
  votes: StationVote['vote'][] = [null, null, null],
  changes: Partial<ReaderStations> = {},
): ReaderStatus {
  const count = (...wanted: StationVote['vote'][]): number =>
    votes.filter((vote) => wanted.includes(vote)).length
  const stations: ReaderStations = {
    ...{ of: 3, handedOver: 3, sent: votes.length, need: 2, certainAt: 3 },
    ...{ released: count('released'), burned: count('burned', 'lost'), burnedByWord: count('lost') },
    held: count('held'),
    letGo: count('let-go'),
    votes: votes.map((vote, i) => ({ station: NAMES[i] as DeviceId, vote })),
    ...changes,
  }
  const person = name as PersonId
  return { person, name, state, at: null, arrivedAt: null, note: null, stations, history: [] }
}

function status(readers: ReaderStatus[], places = NAMES.map((name) => at(name))): LetterStatus {
  const handedOver = places.filter(({ has }) => has).length
  return {
    ref: 'r' as RefText,
    stations: places.length === 0 ? null : { of: places.length, handedOver, at: places },
    readers,
    byMail: [],
    tally: {},
    silence: { count: 0, canRemind: 0, readers: [], last: null, againAt: null },
    draft: null,
    deletedAt: null,
    reactions: [],
  }
}

const show = (shown: LetterStatus): void => void renderInApp(StationLine, { status: shown })

describe('a letter at stations', () => {
  it('says that it opens while its author is away, as soon as enough stations have it', () => {
    show(status([reader('Ben', 'notified')]))
    expect(screen.getByText('At all 3 stations · it opens while you’re away')).toBeTruthy()
    cleanup()
    const two = [at('Shelf'), at('Attic'), at('Office', { has: false })]
    show(status([reader('Ben', 'notified', undefined, { handedOver: 2 })], two))
    expect(screen.getByText('At 2 of 3 stations · it opens while you’re away')).toBeTruthy()
    cleanup()
    show(status([reader('Ben', 'notified', undefined, { handedOver: 1 })], two))
    expect(
      screen.getByText('At 1 of 3 stations · until 2 have it, it opens only while this computer is on'),
    ).toBeTruthy()
  })

  it('promises nothing once everybody has opened it, and is silent without stations', () => {
    expect(describePlaced(status([reader('Ben', 'referenced')]))).toMatchObject({ opensAway: null })
    expect(describePlaced(status([reader('Ben', 'notified')], []))).toBeNull()
  })

  it('says in the row of a reader that stations are handing it over', () => {
    expect(describeState(reader('Ben', 'notified', ['released', null, null]))).toBe(
      'being opened: 1 of 2 stations so far',
    )
  })
})

describe('a recall at stations', () => {
  const places = [at('Shelf'), at('Attic'), at('Office', { online: false })]

  it('names the station that is missing, and says that the letter stays shut if they are trusted', () => {
    show(status([reader('Ben', 'recalling', ['burned', 'burned', null])], places))
    expect(screen.getByText('Recalled at 2 of 3 stations · certain when Office has answered')).toBeTruthy()
    expect(screen.getByText(/^Opening takes 2 stations\. If you trust them/)).toBeTruthy()
    expect(screen.getByText('Office').closest('li')!.textContent).toContain('Not reached yet')
    expect(screen.getByText('Attic').closest('li')!.textContent).toContain('Recalled')
  })

  it('says that the reader may still open it while too few have confirmed', () => {
    show(status([reader('Ben', 'recalling', ['burned', null, null])], places))
    expect(
      screen.getByText('Recalled at 1 of 3 stations · certain when both others have answered'),
    ).toBeTruthy()
    expect(screen.getByText('Until then, Ben may still open it, because 2 stations are enough.')).toBeTruthy()
  })

  it('counts for several readers what every one of them has', () => {
    const readers = [
      reader('Ben', 'recalling', ['burned', 'burned', null]),
      reader('Ana', 'recalling', ['burned', null, null]),
      reader('Jun', 'referenced', ['released', 'released', null]),
    ]
    expect(describeActed(status(readers))).toMatchObject({
      ...{ state: 'recalling', done: 1, of: 3, certainAt: 3, names: ['Ben', 'Ana'] },
      stations: [
        { vote: 'burned', count: 2 },
        { vote: 'burned', count: 1 },
        { vote: null, count: 2 },
      ],
    })
    show(status(readers))
    expect(screen.getByText('Attic').closest('li')!.textContent).toContain('Recalled for 1 of 2')
  })

  it('is one line once it is certain', () => {
    show(status([reader('Ben', 'recalled', ['burned', 'burned', 'lost'])]))
    expect(screen.getByText('Recalled at 3 of 3 stations')).toBeTruthy()
    expect(screen.queryByRole('region')).toBeNull()
  })

  it('says what nobody can know any longer', () => {
    const unknown = reader('Ben', 'unknown', ['burned', 'released', 'burned'])
    show(status([unknown]))
    expect(screen.getByText('It can’t be known whether Ben opened it')).toBeTruthy()
    expect(screen.getByText(/^Only 2 of 3 stations say that they recalled it in time/)).toBeTruthy()
    expect(screen.getByText('Attic').closest('li')!.textContent).toContain('Had handed it out')
    expect(describeWhoCanRead([unknown])).toBe('may still open it: Ben')
  })

  it('does not blame stations for a doubt that a recovery left', () => {
    const doubted = reader('Ben', 'unknown', ['burned', 'burned', 'burned'])
    expect(describeActed(status([doubted]))).toBeNull()
  })

  it('keeps the readers apart who can read it and who perhaps still can', () => {
    const readers = [reader('Ana', 'referenced'), reader('Ben', 'recalling'), reader('Jun', 'recalled')]
    expect(describeWhoCanRead(readers)).toBe('can read: Ana · may still open it: Ben')
  })
})

it('a let-go says how many stations have heard of it, and who can open the letter meanwhile', () => {
  const ben = reader('Ben', 'letting-go', ['let-go', 'held', null])
  show(status([ben]))
  expect(
    screen.getByText('Released at 1 of 3 stations · opens while you’re away when one more has answered'),
  ).toBeTruthy()
  expect(screen.getByText('Until then, Ben can open it only while this computer is on.')).toBeTruthy()
  expect(screen.getByText('Shelf').closest('li')!.textContent).toContain('Released')
  expect(screen.getByText('Attic').closest('li')!.textContent).toContain('Asking it')
  expect(describeState(ben)).toBe('being released; some stations still hold it')
  expect(describeWhoCanRead([ben])).toBe('can read: Ben, nobody else')
})

it('a station that held a letter has not answered its recall yet', () => {
  const { stations } = describeActed(status([reader('Ben', 'recalling', ['burned', 'held', 'let-go'])]))!
  expect(stations.map(({ vote }) => vote)).toEqual(['burned', null, null])
})

it('a hold that is not certain says who may still hand the letter over', () => {
  show(status([reader('Ben', 'holding', ['held', 'held', null])]))
  expect(screen.getByText('Held at 2 of 3 stations · certain when Office has answered')).toBeTruthy()
  cleanup()
  show(status([reader('Ben', 'holding', ['held', null, null])]))
  expect(screen.getByText(/^A station that hasn’t heard of the hold/)).toBeTruthy()
})
