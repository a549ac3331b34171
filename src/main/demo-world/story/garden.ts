// Bob, the neighbour: a pear tree that grows over the fence, and matters to settle between
// neighbours.
import { DAY, HOUR, MINUTE, type Act } from '../cast.ts'
import { prose } from './prose.ts'

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
    async play(cast) {
      await cast.writes('pears', cast.bob, [cast.alice], { subject: 'Your pear, my fence', text: PEARS })
      await cast.opens('pears', cast.alice, cast.bob)
    },
  },
  {
    ago: 6 * DAY,
    async play(cast) {
      const half = { subject: 'Your pear, my fence', text: HALF, replyTo: cast.ref('pears') }
      await cast.writes('half', cast.alice, [cast.bob], half)
      await cast.opens('half', cast.bob, cast.alice)
    },
  },
  {
    ago: 5 * DAY + 22 * HOUR,
    async play(cast) {
      const settled = { subject: 'Counted, then', text: SETTLED, replyTo: cast.ref('half') }
      await cast.writes('settled', cast.bob, [cast.alice], settled)
      await cast.opens('settled', cast.alice, cast.bob)
      await cast.marks('pears', cast.alice, cast.bob, 'accepted', 'The ladder is yours.')
    },
  },
  {
    ago: 5 * DAY,
    async play(cast) {
      await cast.writes('glove', cast.bob, [cast.alice], { subject: 'Lost: one glove', text: GLOVE })
      await cast.opens('glove', cast.alice, cast.bob)
      await cast.marks('glove', cast.alice, cast.bob, 'done', 'The cat had it.')
      await cast.alice.api.letters.tidy({ refs: [cast.ref('glove')], archived: true })
    },
  },
  {
    ago: 2 * DAY + 5 * HOUR,
    async play(cast) {
      await cast.writes('allotment', cast.bob, [cast.alice], {
        subject: 'Plots for next year',
        text: ALLOTMENT,
      })
      await cast.opens('allotment', cast.alice, cast.bob)
      const nextWeek = new Date(Date.now() + 5 * DAY).toISOString()
      await cast.alice.api.letters.tidy({ refs: [cast.ref('allotment')], snoozedUntil: nextWeek })
    },
  },
  {
    ago: DAY + 4 * HOUR,
    play: (cast) =>
      cast.writes('buses', cast.bob, [cast.alice, cast.carol], {
        subject: 'Winter timetable of the bus',
        text: BUSES,
        policy: { mode: 'open' },
      }),
  },
  {
    ago: 13 * HOUR,
    play: (cast) =>
      cast.writes('regretted', cast.bob, [cast.alice], {
        subject: 'What I think of the committee',
        text: REGRETTED,
      }),
  },
  { ago: 12 * HOUR, play: (cast) => cast.recalls('regretted', cast.bob, cast.alice) },
  {
    ago: 95 * MINUTE,
    play: (cast) =>
      cast.writes('key', cast.alice, [cast.bob], {
        subject: 'The spare key',
        text: KEY,
        policy: { hold: true },
      }),
  },
  {
    ago: 40 * MINUTE,
    play: (cast) =>
      cast.writes('surveyor', cast.bob, [cast.alice], {
        subject: 'What the surveyor found',
        text: SURVEYOR,
      }),
  },
]
