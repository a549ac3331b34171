// Bob, the neighbour: a pear tree that grows over the fence, and matters to settle between
// neighbours.
import type { TreeEntry } from '../../headless/thread-tree.ts'
import type { Act } from '../acts.ts'
import { DAY, HOUR, MINUTE } from '../cast.ts'
import { prose } from './prose.ts'
import { isHandedOver } from './stations.ts'

const PEARS = prose(`Alice,

your pear has come over my fence again, by two branches and about forty pears. I am not complaining. I only want to
agree whose they are before the wasps decide it.

My proposal:

1. The branches stay.
2. You get half of what ripens on my side, by weight.
3. I get the long ladder, on Saturdays.

Bob
`)

const HALF =
  prose(`Half is more than fair, since you will be the one on the ladder. But let us count, not weigh: the small ones are
the sweet ones, and you know which branch they are on.

The ladder hangs behind the shed.
`)

const SETTLED = prose(`Counted, then. I shall be honest about the small ones.

I notice that I cannot twist your words while I answer them: they stand above mine just as you wrote them. My late uncle
would have given up letters altogether.
`)

const ALLOTMENT =
  prose(`The association wants to know by the end of the month who keeps a plot next year. I keep mine, and I have
put your name down beside it, in pencil.

No hurry. Put this away until next week, and decide then.
`)

const GLOVE =
  prose(`Grey, wool, left hand. I last had it at your gate. If the cat has it, she may keep it until spring.
`)

const BUSES = `From the first of the month:

| | to town | back |
|---|---|---|
| weekdays | 7.12, 8.42, 13.12 | 12.20, 17.50 |
| Saturdays | 9.12 | 13.50 |
| Sundays | on foot | on foot |

I have sent this to half the street and do not want to know who looks at it.
`

const SURVEYOR =
  prose(`The surveyor was here for ten minutes and charges for an hour. He found the old boundary stone under the
rhubarb: the fence stands forty centimetres inside *your* land, and has done since 1962.

So the pear never came over my fence. It was at home all along, and I have been eating your pears for eleven years.

I wanted you to have this from me, in a closed letter, to be opened when you have a moment to be angry. I can see that you
have opened it. I am standing at the window now, waiting for the shed door.

Bob
`)

const REGRETTED = `Three things about the committee that I have wanted to say since March.
`

const KEY = prose(`It hangs in the shed, behind the map of the moors.

I keep this letter back until my train has left; then I let it go, and you can open it. If I miss the train, you will never
have needed to know.
`)

export const garden: Act[] = [
  {
    ago: 6 * DAY + 3 * HOUR,
    title: 'Bob writes a letter: alice gets a notice, and no body',
    async play(cast) {
      await cast.writes('pears', cast.bob, [cast.alice], { subject: 'Your pear, my fence', text: PEARS })
      const found = await cast.finds('pears', cast.alice)
      cast.checks('the letter of alice is sealed: she has the notice, but no body', found?.state === 'sealed')
      await cast.opens('pears', cast.alice, cast.bob)
    },
    email: 'the body moves at once, opened or not; the author does not learn of the opening',
  },
  {
    ago: 6 * DAY,
    title: 'Alice replies: the reply is a link, not a quotation',
    async play(cast) {
      const half = { subject: 'Your pear, my fence', text: HALF }
      await cast.writes('half', cast.alice, [cast.bob], half, '--reply-to', cast.start('pears'))
      await cast.opens('half', cast.bob, cast.alice)
    },
    email: 'the reply quotes its original, to each reader',
  },
  {
    ago: 5 * DAY + 22 * HOUR,
    title: 'Bob replies to the reply, and links form a thread',
    async play(cast) {
      const settled = { subject: 'Counted, then', text: SETTLED }
      await cast.writes('settled', cast.bob, [cast.alice], settled, '--reply-to', cast.start('half'))
      await cast.opens('settled', cast.alice, cast.bob)
      await cast.marks('pears', cast.alice, cast.bob, 'accepted', 'The ladder is yours.')
      const thread = await cast.does<TreeEntry[]>(cast.alice, 'thread', cast.start('settled'))
      const depths = thread.map(({ depth }) => depth).join(', ')
      cast.checks('alice may read all three, whatever their subjects', depths === '0, 1, 2')
    },
    email: 'every level quotes the ones above',
  },
  {
    ago: 5 * DAY,
    title: 'Alice marks a letter as done, and archives it',
    async play(cast) {
      await cast.writes('glove', cast.bob, [cast.alice], { subject: 'Lost: one glove', text: GLOVE })
      await cast.opens('glove', cast.alice, cast.bob)
      await cast.marks('glove', cast.alice, cast.bob, 'done', 'The cat had it.')
      await cast.does(cast.alice, 'archive', cast.start('glove'))
    },
    email: 'another letter, filed by hand',
  },
  {
    ago: 2 * DAY + 5 * HOUR,
    title: 'Alice opens a letter, and snoozes it until next week',
    async play(cast) {
      await cast.writes('allotment', cast.bob, [cast.alice], {
        subject: 'Plots for next year',
        text: ALLOTMENT,
      })
      await cast.opens('allotment', cast.alice, cast.bob)
      const nextWeek = new Date(Date.now() + 5 * DAY).toISOString()
      await cast.does(cast.alice, 'snooze', cast.start('allotment'), '--until', nextWeek)
    },
  },
  {
    ago: DAY + 4 * HOUR,
    title: 'Bob sends an open letter: to open it notifies no one',
    async play(cast) {
      const { alice, bob, carol } = cast
      const buses = { subject: 'Winter timetable of the bus', text: BUSES }
      await cast.writes('buses', bob, [alice, carol], buses, '--open')
    },
  },
  {
    ago: 13 * HOUR,
    title: 'Bob writes a letter that he will regret',
    play: (cast) =>
      cast.writes('regretted', cast.bob, [cast.alice], {
        subject: 'What I think of the committee',
        text: REGRETTED,
      }),
  },
  {
    ago: 12 * HOUR,
    title: 'He recalls it in time: no one can ever read it',
    play: (cast) => cast.recalls('regretted', cast.bob, cast.alice),
    email: 'it cannot be recalled',
  },
  {
    ago: 95 * MINUTE,
    title: 'Alice holds a letter back, lets it go, and holds it again',
    async play(cast) {
      const { alice, bob } = cast
      const { state } = await cast.writes(
        'key',
        alice,
        [bob],
        { subject: 'The spare key', text: KEY },
        '--hold',
      )
      cast.checks('it is stored, and held', state === 'held')
      cast.checks('bob has no notice yet', (await cast.finds('key', bob)) === null)
      await cast.acts('let-go', 'key', alice, 'Bob notified')
      await cast.receives('key', [bob])
      await isHandedOver(cast, 'key')
      await cast.acts('hold', 'key', alice, 'Bob holding')
      await cast.until('the stations of alice hold it too', async () => {
        const { readers } = await alice.api.letters.status({ ref: cast.ref('key') })
        return readers[0]?.state === 'held'
      })
      await cast.isRefused('HELD', bob, 'read', cast.start('key'))
    },
  },
  {
    ago: 40 * MINUTE,
    title: 'Bob writes to alice once more, and she has not opened it yet',
    play: (cast) =>
      cast.writes('surveyor', cast.bob, [cast.alice], {
        subject: 'What the surveyor found',
        text: SURVEYOR,
      }),
  },
]
