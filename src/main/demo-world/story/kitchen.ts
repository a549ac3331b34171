// Carol, who cooks, travels and has a cat; and Haruko, a stranger who knocks.
import type { Knock, KnockResult, Myself } from '../../../core/contract/index.ts'
import type { Act } from '../acts.ts'
import { DAY, HOUR, MINUTE } from '../cast.ts'
import { prose } from './prose.ts'

const PLUMS = `アリスへ

祖母の梅干しです。量は祖母の言うとおりに書きましたが、祖母は計ったことがありません。

- 完熟の梅 二キロ
- 粗塩 三百六十グラム
- 赤じそ 一束
- 焼酎 少し

1. 梅を洗い、へたを取り、焼酎をくぐらせます。
2. 塩と交互に重ね、重しをします。三日で水が上がります。
3. 赤じそを塩でもみ、梅の上に広げて、梅雨明けを待ちます。
4. 晴れた三日三晩、ざるに並べて干します。雨が来たら、靴を履かずに走ってください。

うまくいったら、ひと瓶は私のものです。

キャロル
`

const SEATS = prose(`I have two seats for the quartet, third row, and a meeting that will not move.

They are yours if you open this before the day after tomorrow. From then on this letter stays shut, and I give them to my
sister, who claps between the movements. You need not answer either way: I shall see whether you took them.
`)

const CAT = `My train leaves tomorrow at 6.40, for four days.

- Half a tin in the morning, half in the evening. She will say that it was a whole one.
- The window in the kitchen **stays shut**. She can open it and you cannot.
- The key is where it always is.

Mark this done when you have the key in your hand, and I shall stop looking at my telephone.
`

const BIRTHDAY = `キャロル、お誕生日おめでとう。

この手紙は三日前に書いて、今朝の八時に届くようにしておきました。いまごろ私はまだ寝ています。

夜、梅干しのおむすびを持って行きます。
`

const HARUKO_KNOCKS =
  '向かいの二十四番に越してきた森春子です。Bob told me that you lend out a ladder and good books. May I write to you?'

/** At this hour, on a coming morning. */
function findMorning(now: number, days: number, hour: number): string {
  const morning = new Date(now + days * DAY)
  morning.setHours(hour, 0, 0, 0)
  return morning.toISOString()
}

export const kitchen: Act[] = [
  {
    ago: 3 * DAY,
    title: 'Carol sends a recipe; alice marks it as done and keeps it',
    async play(cast) {
      const { alice, carol } = cast
      await cast.writes('plums', carol, [alice], { subject: '祖母の梅干し', text: PLUMS })
      await cast.opens('plums', alice, carol)
      await cast.marks('plums', alice, carol, 'done', 'Two jars, one of them yours.')
      await cast.does(alice, 'label', cast.start('plums'), '--add', 'recipes')
      await alice.api.letters.tidy({ refs: [cast.ref('plums')], starred: true })
    },
  },
  {
    ago: 9 * HOUR,
    title: 'An urgent letter',
    async play(cast) {
      const { alice, carol } = cast
      await cast.writes('cat', carol, [alice], { subject: 'The cat, from tomorrow', text: CAT }, '--urgent')
      await cast.opens('cat', alice, carol)
    },
  },
  {
    ago: 7 * HOUR,
    title: 'A letter that nobody can open for the first time after two days',
    play: (cast) =>
      cast.writes(
        'seats',
        cast.carol,
        [cast.alice],
        { subject: 'Two seats for the quartet', text: SEATS },
        ...['--expires', '+2d'],
      ),
  },
  {
    ago: 2 * HOUR,
    title: 'Alice schedules a letter: it is stored now, and announced on a coming morning',
    async play(cast) {
      const { alice, carol } = cast
      const birthday = { subject: 'お誕生日おめでとう', text: BIRTHDAY }
      const at = findMorning(Date.now(), 3, 8)
      const { state } = await cast.writes('birthday', alice, [carol], birthday, '--at', at)
      cast.checks('it is scheduled', state === 'scheduled')
      cast.checks('carol has no notice yet', (await cast.finds('birthday', carol)) === null)
    },
  },
  {
    ago: 10 * MINUTE,
    title: 'Haruko, a stranger, knocks at the address of alice',
    async play(cast) {
      const { alice, haruko } = cast
      const { address } = await cast.does<Myself>(alice, 'whoami')
      const { state, knock } = await cast.does<KnockResult>(haruko, 'knock', address, HARUKO_KNOCKS)
      if (state !== 'delivered') throw new Error(`The knock is ${state}.`)
      const [waiting] = await cast.does<Knock[]>(alice, 'knocks')
      cast.checks('alice sees a name and one line, nothing else', waiting?.knock === knock)
    },
  },
]
