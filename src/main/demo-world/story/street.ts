// What the street does together: a circle of readers, a team that gets a party done, the notices of
// the house, public posts, and pictures.
import type { Act } from '../acts.ts'
import { DAY, HOUR, MINUTE } from '../cast.ts'
import { KYOTO_OF_CAROL, YEAR_OF_ALICE } from './pictures.ts'
import { prose } from './prose.ts'

const CIRCLE = 'Reading circle · 読書会'
const PARTY = 'Street party'
const HOUSE = 'Notices of the house'

const WALL =
  prose(`A dry wall has no mortar. Every stone is held by the weight of the others, and by the patience of whoever
set it down. I have rebuilt four metres this autumn. The fifth has a wren in it, and will have to wait.

What I learned: choose the stone for the hole and never the hole for the stone.
`)

const PEARS =
  prose(`Winter pears are picked when they do not want to come, and eaten when they give at the neck. Between the
two lie six weeks and a cool shelf. Turn them on Sundays. Write the date on the shelf, because you will not remember it.
`)

const BROTH = `冬の出汁は、昆布を前の晩から水につけておくだけで半分できています。

- 水 一リットル
- 昆布 十センチ
- かつお節 ひとつかみ

沸く前に昆布を引き上げ、かつお節を入れたら火を止めて、二分待ちます。
`

const BENCHES =
  prose(`We need six benches and two long tables by Saturday noon. Say *done* with a word about what you bring, so
that nobody brings the same thing. I carry the lamps.
`)

const STAIRS =
  prose(`The stairs are painted on Thursday. Please use the back door from eight until the evening; the cat too.
`)

export const street: Act[] = [
  {
    ago: 8 * DAY,
    title: 'Follows and groups: contacts become members at once, and may leave',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.snaps(alice, YEAR_OF_ALICE)
      await cast.does(alice, 'follow', 'Bob')
      await cast.does(alice, 'follow', 'Carol')
      await cast.founds(CIRCLE, 'conversation', alice, [bob, carol])
      await cast.founds(PARTY, 'team', alice, [bob, carol])
      await cast.founds(HOUSE, 'announcements', bob, [alice, carol])
    },
  },
  {
    ago: 7 * DAY,
    title: 'A public post, and one to a group: one body and one notice, for any number of readers',
    async play(cast) {
      const { bob, alice } = cast
      await cast.publishes(bob, 'Winter pears', PEARS, ['garden'], alice)
      const { readers } = await bob.api.letters.status({ ref: cast.ref('Winter pears') })
      cast.checks('bob sees no readers: followers pass the post on', readers.length === 0)
      await cast.writes('stairs', bob, [HOUSE], { subject: 'The stairs, on Thursday', text: STAIRS })
      await cast.receives('stairs', [alice])
      const { bodies, notices } = await bob.api.letters.cost({ ref: cast.ref('stairs') })
      cast.checks('bob wrote one body and one notice, as for 200 members', bodies === 1 && notices === 1)
    },
    email: 'a mailing list: a copy for every subscriber, and a list of their addresses',
  },
  {
    ago: 5 * DAY + 8 * HOUR,
    title: 'Carol shares an album, and alice makes one',
    async play(cast) {
      const { alice, carol } = cast
      await cast.snaps(carol, KYOTO_OF_CAROL)
      await cast.givesAlbum(carol, 'Kyoto, in November', KYOTO_OF_CAROL, alice)
      await cast.makesAlbum(alice, 'The garden', YEAR_OF_ALICE.slice(0, 4))
    },
  },
  {
    ago: 4 * DAY + 10 * HOUR,
    title: 'Carol publishes a recipe',
    play: (cast) => cast.publishes(cast.carol, '冬の出汁', BROTH, ['kitchen'], cast.alice),
  },
  {
    ago: 2 * DAY + 2 * HOUR,
    title: 'A post to the team: who has done it is seen by alice',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.writes('benches', alice, [PARTY], { subject: 'Benches, tables, lamps', text: BENCHES })
      await cast.receives('benches', [bob, carol])
      await cast.opens('benches', bob, alice)
      await cast.marks('benches', bob, alice, 'done', 'Six benches, one of them honest.')
      await cast.opens('benches', carol, alice)
    },
  },
  {
    ago: 27 * HOUR,
    title: 'The circle talks',
    async play(cast) {
      const { alice, bob, carol } = cast
      const asked = await cast.says(alice, CIRCLE, 'Have you all reached page nineteen?', [bob, carol])
      await cast.says(bob, CIRCLE, 'I have reached it twice. It was dark the first time.', [alice, carol])
      const page = await cast.says(carol, CIRCLE, '十九ページで泣きました。', [alice, bob])
      await cast.does(bob, 'react', cast.start(asked), 'yes')
      await cast.does(alice, 'react', cast.start(page), '♡')
      await cast.does(bob, 'react', cast.start(page), '♡')
    },
  },
  {
    ago: 10 * HOUR,
    title: 'Bob publishes once more',
    play: (cast) => cast.publishes(cast.bob, 'A wall without mortar', WALL, ['garden', 'stones'], cast.alice),
  },
  {
    ago: 70 * MINUTE,
    title: 'The circle and bob say a few more words',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.says(carol, CIRCLE, 'I bring bread on Sunday. Who brings butter?', [alice, bob])
      const line = await cast.says(bob, alice, 'The ladder is back behind the shed.', [alice])
      await cast.does(alice, 'react', cast.start(line), 'thanks')
    },
  },
]
