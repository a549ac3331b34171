// The system's notifications: one per tag, an urgent one stays, a click leads back to the app, and
// a flood is stopped.
import { beforeEach, expect, test } from 'vitest'
import { Notifications } from '../../src/main/shell/notifications.ts'
import { FakeElectron } from './support/fake-electron.ts'

let fake: FakeElectron
let notifications: Notifications
let clicked: string[]
let nowMs: number

beforeEach(() => {
  fake = new FakeElectron('/tmp')
  ;[clicked, nowMs] = [[], 0]
  notifications = new Notifications(
    fake.parts.Notification,
    (tag) => void clicked.push(tag),
    () => nowMs,
  )
})

const show = (tag: string, urgent = false): void =>
  notifications.show({ tag, title: 'bob', body: 'About Friday', urgent })
const shown = (): string[] =>
  fake.notifications.filter(({ isShown }) => isShown).map(({ options }) => options.title)

test('a notification shows the page’s text, and nothing else', () => {
  show('letter-1')
  expect(fake.notifications.map(({ options }) => options)).toEqual([
    { title: 'bob', body: 'About Friday', silent: false, urgency: 'normal', timeoutType: 'default' },
  ])
})

test('an urgent notification stays until it is answered', () => {
  show('letter-1', true)
  expect(fake.notifications[0]!.options).toMatchObject({ urgency: 'critical', timeoutType: 'never' })
})

test('a notification replaces the earlier one with the same tag; others stay', () => {
  show('letter-1')
  show('letter-2')
  show('letter-1')
  expect([fake.notifications.map(({ isShown }) => isShown), shown().length]).toEqual([[false, true, true], 2])
})

test('a click reports its notification, also after later ones', () => {
  show('letter-1')
  show('letter-2')
  fake.notifications[0]!.emit('click', {})
  expect(clicked).toEqual(['letter-1'])
})

test('a late close event of a replaced notification does not close the new one', () => {
  show('letter-1')
  const [first] = fake.notifications
  first!.close = () => (first!.isShown = false)
  show('letter-1')
  first!.emit('close', {})
  show('letter-1')
  expect(fake.notifications.map(({ isShown }) => isShown)).toEqual([false, false, true])
})

test('without a notification system nothing is tried', () => {
  fake.canNotify = false
  show('letter-1')
  expect(fake.notifications).toEqual([])
})

test('above the limit the oldest are closed first, so that every visible one still works', () => {
  for (let letter = 0; letter < 25; letter++) show(`letter-${letter}`)
  expect(fake.notifications.map(({ isShown }) => isShown)).toEqual([
    ...Array<boolean>(5).fill(false),
    ...Array<boolean>(20).fill(true),
  ])
})

test('a page that floods is stopped within the minute, urgent or not', () => {
  for (let letter = 0; letter < 5000; letter++) show(`letter-${letter % 2}`, true)
  expect(fake.notifications).toHaveLength(30)
  nowMs += 59_999
  show('letter-1')
  expect(fake.notifications).toHaveLength(30)
  nowMs += 1
  show('letter-1')
  expect(fake.notifications).toHaveLength(31)
})
