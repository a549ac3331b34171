// What the street does together: a circle of readers, a team that gets a party done, the notices of
// the house, public posts, and pictures.
import { DAY, HOUR, MINUTE, type Act } from '../cast.ts'
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
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.snaps(alice, YEAR_OF_ALICE)
      await alice.api.follows.follow({ who: bob.person })
      await alice.api.follows.follow({ who: carol.person })
      await cast.founds(CIRCLE, 'conversation', alice, [bob, carol])
      await cast.founds(PARTY, 'team', alice, [bob, carol])
      await cast.founds(HOUSE, 'announcements', bob, [alice, carol])
    },
  },
  {
    ago: 7 * DAY,
    async play(cast) {
      const { bob, alice } = cast
      await cast.publishes(bob, 'Winter pears', PEARS, ['garden'], alice)
      await cast.posts('stairs', bob, HOUSE, { subject: 'The stairs, on Thursday', text: STAIRS }, [alice])
    },
  },
  {
    ago: 5 * DAY + 8 * HOUR,
    async play(cast) {
      const { alice, carol } = cast
      await cast.snaps(carol, KYOTO_OF_CAROL)
      await cast.givesAlbum(carol, 'Kyoto, in November', KYOTO_OF_CAROL, alice)
      await cast.makesAlbum(alice, 'The garden', YEAR_OF_ALICE.slice(0, 4))
    },
  },
  {
    ago: 4 * DAY + 10 * HOUR,
    play: (cast) => cast.publishes(cast.carol, '冬の出汁', BROTH, ['kitchen'], cast.alice),
  },
  {
    ago: 2 * DAY + 2 * HOUR,
    async play(cast) {
      const { alice, bob, carol } = cast
      const letter = { subject: 'Benches, tables, lamps', text: BENCHES }
      await cast.posts('benches', alice, PARTY, letter, [bob, carol])
      await cast.opens('benches', bob, alice)
      await cast.marks('benches', bob, alice, 'done', 'Six benches, one of them honest.')
      await cast.opens('benches', carol, alice)
    },
  },
  {
    ago: 27 * HOUR,
    async play(cast) {
      const { alice, bob, carol } = cast
      const asked = await cast.says(alice, CIRCLE, 'Have you all reached page nineteen?', [bob, carol])
      await cast.says(bob, CIRCLE, 'I have reached it twice. It was dark the first time.', [alice, carol])
      const page = await cast.says(carol, CIRCLE, '十九ページで泣きました。', [alice, bob])
      await cast.reacts(bob, asked, 'yes')
      await cast.reacts(alice, page, '♡')
      await cast.reacts(bob, page, '♡')
    },
  },
  {
    ago: 10 * HOUR,
    play: (cast) => cast.publishes(cast.bob, 'A wall without mortar', WALL, ['garden', 'stones'], cast.alice),
  },
  {
    ago: 70 * MINUTE,
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.says(carol, CIRCLE, 'I bring bread on Sunday. Who brings butter?', [alice, bob])
      const line = await cast.says(bob, alice, 'The ladder is back behind the shed.', [alice])
      await cast.reacts(alice, line, 'thanks')
    },
  },
]
