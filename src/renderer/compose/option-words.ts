// The options of a letter: each is a word for the present choice and a menu of the others. The
// compose step.
import Bell from '@lucide/svelte/icons/bell'
import CircleAlert from '@lucide/svelte/icons/circle-alert'
import Clock from '@lucide/svelte/icons/clock'
import Eye from '@lucide/svelte/icons/eye'
import EyeOff from '@lucide/svelte/icons/eye-off'
import Hourglass from '@lucide/svelte/icons/hourglass'
import Pause from '@lucide/svelte/icons/pause'
import type { Component } from 'svelte'
import { REMINDER_DAYS, reminderMs } from '../author/reminder-times.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { MenuItem } from '../shared/MenuList.svelte'
import type { Composition } from '../state/composition.svelte.ts'
import { expiryTimes, offerTimes } from './time-presets.ts'

export interface Option {
  /** What is chosen. */
  label: string
  word: string
  /** Set if the choice differs from the usual one. */
  sign?: Component<{ size?: number }>
  items: MenuItem[]
}

/** The two times of a letter that a person may type. */
export type TypedTime = 'at' | 'expires'

/** Up to here, the hour of an expiry matters. */
const SOON_MS = 2 * 24 * 60 * 60 * 1000

interface Around {
  composition: Composition
  now: Date
  pickTime: (time: TypedTime) => void
}

export function whenOption({ composition, now, pickTime }: Around): Option {
  const { when, policy } = composition.content
  const at = when === 'at' ? policy.at : null
  const words = m.compose
  const presets = offerTimes(now).map(({ name, at }) => ({
    label: words.moments[name],
    hint: f.dated(at, now),
    iso: at.toISOString(),
  }))
  const isPreset = presets.some(({ iso }) => iso === at)
  const goAt = (iso: string): void =>
    composition.change({ when: 'at', policy: { ...composition.content.policy, at: iso } })
  return {
    label: words.when,
    word: {
      now: words.summaryWhen.now,
      at: at === null ? words.whenAt : words.summaryWhen.at(f.dated(at, now)),
      hold: words.summaryWhen.hold,
    }[when],
    sign: { now: undefined, at: Clock, hold: Pause }[when],
    items: [
      { label: words.whenNow, chosen: when === 'now', run: () => composition.change({ when: 'now' }) },
      ...presets.map(({ label, hint, iso }) => ({
        ...{ label, hint },
        chosen: at === iso,
        run: () => goAt(iso),
      })),
      { label: words.pickTime, chosen: when === 'at' && !isPreset, run: () => pickTime('at') },
      {
        label: words.whenHold,
        about: words.whenHoldHint,
        chosen: when === 'hold',
        run: () => composition.change({ when: 'hold' }),
      },
    ],
  }
}

const SIGN_OF_MODE = { controlled: Eye, open: EyeOff } as const

/** `isUsuallySeen`: the person's setting for new letters. */
export function openingOption(composition: Composition, isUsuallySeen: boolean): Option {
  const mode = composition.content.policy.mode ?? 'controlled'
  const words = m.compose
  return {
    label: words.opening,
    word: words.summaryMode[mode],
    sign: mode === (isUsuallySeen ? 'controlled' : 'open') ? undefined : SIGN_OF_MODE[mode],
    items: [
      {
        label: words.controlled,
        about: words.controlledHint,
        chosen: mode === 'controlled',
        run: () => composition.changePolicy({ mode: 'controlled' }),
      },
      {
        label: words.open,
        about: words.openHint,
        chosen: mode === 'open',
        run: () => composition.changePolicy({ mode: 'open' }),
      },
    ],
  }
}

export function expiryOption({ composition, now, pickTime }: Around): Option {
  const { when, policy } = composition.content
  const words = m.compose
  const isPossible = policy.mode !== 'open'
  const expires = isPossible ? policy.expires : null
  const from = when === 'at' && policy.at !== null ? new Date(policy.at) : now
  const never = {
    label: words.untilNone,
    chosen: expires === null,
    run: () => composition.changePolicy({ expires: null }),
  }
  if (!isPossible)
    return {
      label: words.until,
      word: words.summaryUntilNever,
      items: [{ ...never, about: words.untilOpenMode, run: () => undefined }],
    }
  return {
    label: words.until,
    word: expires === null ? words.summaryUntilNever : words.summaryUntil(dayOf(expires, now)),
    sign: expires === null ? undefined : Hourglass,
    items: [
      never,
      ...expiryTimes(from).map(({ name, at }) => ({
        label: words.expiryTimes[name],
        chosen: false,
        run: () => composition.changePolicy({ expires: at.toISOString() }),
      })),
      { label: words.pickTime, chosen: expires !== null, run: () => pickTime('expires') },
    ],
  }
}

/** The sentence below “To” has the time as well. */
function dayOf(at: string, now: Date): string {
  const isSoon = Date.parse(at) - now.getTime() < SOON_MS
  return isSoon ? f.dated(at, now) : f.shortDay(at, now)
}

export function reminderOption(composition: Composition): Option {
  const { remindAfterMs } = composition.content
  const words = m.compose
  const days = REMINDER_DAYS.find((one) => reminderMs(one) === remindAfterMs)
  return {
    label: words.remind,
    word: days === undefined ? words.remindNever : words.summaryRemind(Number(days)),
    sign: days === undefined ? undefined : Bell,
    items: [
      {
        label: words.remindNever,
        intro: words.remindHint,
        chosen: days === undefined,
        run: () => composition.change({ remindAfterMs: null }),
      },
      ...REMINDER_DAYS.map((one) => ({
        label: words.summaryRemind(Number(one)),
        chosen: one === days,
        run: () => composition.change({ remindAfterMs: reminderMs(one) }),
      })),
    ],
  }
}

export function urgencyOption(composition: Composition): Option {
  const { urgent } = composition.content.policy
  const words = m.policy
  return {
    label: words.urgency,
    word: urgent ? words.urgent : words.notUrgent,
    sign: urgent ? CircleAlert : undefined,
    items: [
      {
        label: words.notUrgent,
        chosen: !urgent,
        run: () => composition.changePolicy({ urgent: false }),
      },
      {
        label: words.urgent,
        about: words.urgentHint,
        chosen: urgent,
        run: () => composition.changePolicy({ urgent: true }),
      },
    ],
  }
}
