// When an event is and how it repeats, in words of both languages. Its times are those of the clocks here.
import { afterEach, expect, test } from 'vitest'
import type { EventTime, Repetition } from '../../../src/core/contract/index.ts'
import { languageSettled, setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { repeatWords, thereWords, whenWords } from '../../../src/renderer/letter/invitation-words.ts'

const now = new Date(2026, 11, 1, 12, 0)
afterEach(() => setLocale('en'))

const instant = (here: Date, there: string | null = null, zone: string | null = null): EventTime => ({
  ...{ form: 'instant', at: here.toISOString(), there, zone },
})
const at = (day: number, hour: number): EventTime => instant(new Date(2026, 11, day, hour))
const day = (at: string): EventTime => ({ form: 'day', at })
const local: EventTime = { form: 'local', at: '2026-12-09T19:00:00', zone: null }

const TIMES: [starts: EventTime, ends: EventTime | null, english: string, japanese: string][] = [
  [at(9, 19), at(9, 21), 'Wednesday 9 December, 19:00 – 21:00', '12月9日（水）19:00〜21:00'],
  [at(9, 19), null, 'Wednesday 9 December, 19:00', '12月9日（水）19:00'],
  [
    at(9, 19),
    at(10, 2),
    'Wednesday 9 December, 19:00 – Thursday 10 December, 02:00',
    '12月9日（水）19:00〜12月10日（木）02:00',
  ],
  [day('2026-12-09'), null, 'Wednesday 9 December, all day', '12月9日水曜日（終日）'],
  [
    day('2026-12-09'),
    day('2026-12-11'),
    'Wednesday 9 December – Friday 11 December, all day',
    '12月9日水曜日〜12月11日金曜日（終日）',
  ],
  [local, null, 'Wednesday 9 December, 19:00', '12月9日（水）19:00'],
  [
    { ...local, zone: 'Ship' },
    null,
    'Wednesday 9 December, 19:00, in a time zone named “Ship”',
    '12月9日（水）19:00（タイムゾーン「Ship」）',
  ],
]

test.each(TIMES)('%o until %o', async (starts, ends, english, japanese) => {
  setLocale('en', 'en-GB')
  expect(whenWords({ starts, ends }, now)).toBe(english)
  setLocale('ja')
  await languageSettled()
  expect(whenWords({ starts, ends }, now)).toBe(japanese)
})

test('the clocks elsewhere are named only if they show another time', () => {
  setLocale('en', 'en-GB')
  const here = new Date(2026, 11, 9, 19)
  const thereAs = (there: string) => thereWords({ starts: instant(here, there, 'America/New_York') }, now)
  expect(thereAs('2026-12-09T05:00:00')).toBe('Wednesday 9 December, 05:00 in America/New York')
  expect(thereAs('2026-12-09T19:00:00')).toBeNull()
  expect(thereWords({ starts: at(9, 19) }, now)).toBeNull()
})

const PLAIN: Repetition = {
  ...{ every: 'week', interval: 1, weekdays: [], monthDays: [], times: null, until: null, without: 0 },
}
const RULES: [repeats: Partial<Repetition>, english: string, japanese: string][] = [
  [{ every: 'day' }, 'Every day', '毎日'],
  [
    { interval: 2, weekdays: [{ day: 1, nth: 0 }], times: 5 },
    'Every 2 weeks on Monday, 5 times',
    '2週間ごとの月曜日（全5回）',
  ],
  [
    {
      weekdays: [
        { day: 1, nth: 0 },
        { day: 4, nth: 0 },
      ],
      until: '2027-03-31',
    },
    'Every week on Monday and Thursday, until Wednesday, 31 March 2027',
    '毎週月曜日、木曜日（2027年3月31日水曜日まで）',
  ],
  [{ every: 'month', weekdays: [{ day: 5, nth: -1 }] }, 'Every month on the last Friday', '毎月最終金曜日'],
  [{ every: 'month', weekdays: [{ day: 5, nth: 2 }] }, 'Every month on the second Friday', '毎月第2金曜日'],
  [{ every: 'month', monthDays: [3, -1] }, 'Every month on day 3 and the last day', '毎月3日、末日'],
  [{ every: 'year', without: 2 }, 'Every year. 2 dates are left out', '毎年。うち2回は行いません'],
]

test.each(RULES)('%o', async (repeats, english, japanese) => {
  setLocale('en', 'en-GB')
  expect(repeatWords({ ...PLAIN, ...repeats }, now)).toBe(english)
  setLocale('ja')
  await languageSettled()
  expect(repeatWords({ ...PLAIN, ...repeats }, now)).toBe(japanese)
})

test('a rule without words says where it is', () => {
  expect(repeatWords('otherwise', now)).toContain('calendar file')
})
