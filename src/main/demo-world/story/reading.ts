// Alice, Bob and Carol: an evening with a book, and its consequences. One letter to two people,
// answered by both.
import type { Act } from '../acts.ts'
import { DAY, HOUR, MINUTE } from '../cast.ts'
import { prose } from './prose.ts'

const EVENING = prose(`Dear both,

shall we read on the 29th, at mine, at seven? *The Pillow Book*, the first forty pages or as far as the tea lasts.

- Bob: bread, and the folding chair.
- Carol: the good tea. You know which.

I have one copy too many, so nobody need buy anything.

Alice
`)

const CHAIR =
  prose(`Seven is good. The folding chair has not folded since the summer, so I shall carry it open through the village
and be talked about.

May we skip the list of things that are near though distant? I read it last winter and was no use to anyone for a week.
`)

const DAWN = `二十九日、七時に伺います。お茶は宇治のものを持っていきますね。

「春はあけぼの」のところは、声に出して読みませんか。意味がわからなくても、ボブはきっと目を閉じて聴いてくれると思います。

折りたたまない椅子のうわさは、もうこちらまで届いています。
`

const NOTES = prose(`So that nobody has to remember it differently:

- We got to page nineteen. The tea did not last.
- Carol reads next time, Bob chooses the page, I keep the time.
- The chair stays here.

I have written this once and it lies with me. If I find a mistake you will get a new letter that says what it replaces;
I cannot simply change this one behind your backs.
`)

const HOUSING = `Dear Sir or Madam,

thank you for your letter of the 3rd about the fence. As it turns out, the question is
`

export const reading: Act[] = [
  {
    ago: 4 * DAY + 6 * HOUR,
    title: 'Alice writes one letter to two people: one body, two notices',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.writes('evening', alice, [bob, carol], { subject: 'Reading, on the 29th', text: EVENING })
      await cast.opens('evening', bob, alice)
    },
    email: 'the body once per reader, opened or not',
  },
  {
    ago: 4 * DAY + 2 * HOUR,
    title: 'Bob accepts with a note, and replies to both',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.marks('evening', bob, alice, 'accepted', 'With bread.')
      const chair = { subject: 'Reading, on the 29th', text: CHAIR }
      await cast.writes('chair', bob, [alice, carol], chair, '--reply-to', cast.start('evening'))
      await cast.opens('chair', alice, bob)
      await cast.opens('chair', carol, bob)
    },
  },
  {
    ago: 3 * DAY + 20 * HOUR,
    title: 'Carol opens it hours later, and replies in Japanese',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.opens('evening', carol, alice)
      await cast.marks('evening', carol, alice, 'accepted', '喜んで')
      const dawn = { subject: '二十九日の読書会', text: DAWN }
      await cast.writes('dawn', carol, [alice, bob], dawn, '--reply-to', cast.start('evening'))
      await cast.opens('dawn', alice, carol)
    },
  },
  {
    ago: 20 * HOUR,
    title: 'Alice writes to both again, and labels the letters of the evening',
    async play(cast) {
      const { alice, bob, carol } = cast
      await cast.writes('notes', alice, [bob, carol], { subject: 'Page nineteen', text: NOTES })
      await cast.opens('notes', bob, alice)
      for (const name of ['notes', 'dawn', 'chair'])
        await cast.does(alice, 'label', cast.start(name), '--add', 'books')
    },
  },
  {
    ago: 25 * MINUTE,
    title: 'Alice begins a letter, and leaves it as a draft',
    play: ({ alice }) =>
      alice.api.drafts.save({ to: ['Housing office'], subject: 'Your letter of the 3rd', text: HOUSING }),
  },
]
