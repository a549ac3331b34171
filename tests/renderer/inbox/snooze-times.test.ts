// The offered times at which a snoozed letter returns.
import { describe, expect, it } from 'vitest'
import { toLocalInput } from '../../../src/renderer/compose/local-time.ts'
import { snoozeTimes } from '../../../src/renderer/inbox/snooze-times.ts'

const offered = (now: string): string[] =>
  snoozeTimes(new Date(now)).map(({ name, at }) => `${name} ${toLocalInput(at)}`)

describe('the offered times', () => {
  it('are later today, tomorrow morning and the next Monday', () => {
    expect(offered('2026-11-24T10:42:00')).toEqual([
      'laterToday 2026-11-24T13:00',
      'tomorrow 2026-11-25T08:00',
      'nextWeek 2026-11-30T08:00',
    ])
  })

  it('stay within today in the evening, and leave today out at night', () => {
    expect([offered('2026-11-24T19:30:00')[0], offered('2026-11-24T20:00:00')[0]]).toEqual([
      'laterToday 2026-11-24T21:00',
      'tomorrow 2026-11-25T08:00',
    ])
  })

  it('use the next Monday on a Monday', () => {
    expect(offered('2026-11-30T09:00:00').at(-1)).toBe('nextWeek 2026-12-07T08:00')
  })

  it('list a time once if tomorrow is Monday', () => {
    expect(offered('2026-11-29T09:00:00')).toEqual([
      'laterToday 2026-11-29T12:00',
      'tomorrow 2026-11-30T08:00',
    ])
  })
})
