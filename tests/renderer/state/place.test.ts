// The address of every route, in both directions.
import { expect, it } from 'vitest'
import type { DraftId, GroupId, PersonId, RefText } from '../../../src/core/contract/index.ts'
import {
  besidePlace,
  composePlace,
  filesPlace,
  followsPlace,
  formatPlace,
  groupPlace,
  HOME_PLACE,
  labelPlace,
  mapPlace,
  parsePlace,
  parseSpot,
  type Place,
} from '../../../src/renderer/state/place.ts'
import { redirect } from '../../../src/renderer/state/box-address.ts'

const ref = 'fumikura://ref/ybndrfg8ejkmcpqxot1uwisza345h769' as RefText

const places: [string, Place][] = [
  ['#/inbox', HOME_PLACE],
  ['#/sent/held/ybndrfg8ejkmcpqxot1uwisza345h769', { screen: 'box', box: 'held', ref }],
  ['#/sent/ybndrfg8ejkmcpqxot1uwisza345h769', { screen: 'box', box: 'sent', ref }],
  ['#/sent/drafts', { screen: 'box', box: 'drafts', ref: null }],
  ['#/todo', { screen: 'box', box: 'waiting', ref: null }],
  ['#/inbox/starred', { screen: 'box', box: 'starred', ref: null }],
  ['#/inbox/snoozed', { screen: 'box', box: 'snoozed', ref: null }],
  ['#/settings/imported', { screen: 'box', box: 'imported', ref: null }],
  ['#/search?q=from%3Aana+%E4%BC%9A%E8%AD%B0', { screen: 'search', query: 'from:ana 会議', ref: null }],
  ['#/search/ybndrfg8ejkmcpqxot1uwisza345h769?q=x', { screen: 'search', query: 'x', ref }],
  ['#/labels/%E6%B8%AF', labelPlace('港')],
  ['#/labels/Reading%20room', labelPlace('Reading room')],
  ['#/labels/a%2Fb/ybndrfg8ejkmcpqxot1uwisza345h769', labelPlace('a/b', ref)],
  ['#/compose', composePlace()],
  ['#/compose/d1', composePlace({ draft: 'd1' as DraftId })],
  [
    '#/compose?reply=ybndrfg8ejkmcpqxot1uwisza345h769&to=p1&to=p2&subject=Re%3A+a&text=%3E+b%0A%26',
    composePlace({ replyTo: ref, to: ['p1', 'p2'], subject: 'Re: a', text: '> b\n&' }),
  ],
  ['#/notes', { screen: 'box', box: 'notes', ref: null }],
  ['#/following', { screen: 'box', box: 'following', ref: null }],
  ['#/groups', groupPlace(null)],
  ['#/groups/g1', groupPlace('g1' as GroupId)],
  ['#/groups/g1/members', groupPlace('g1' as GroupId, 'members')],
  ['#/groups/g1/ybndrfg8ejkmcpqxot1uwisza345h769', { ...groupPlace('g1' as GroupId), ref }],
  ['#/follows', followsPlace()],
  ['#/follows/p1', followsPlace('p1' as PersonId)],
  ['#/follows/p1/ybndrfg8ejkmcpqxot1uwisza345h769', { ...followsPlace('p1' as PersonId), ref }],
  ['#/compose?replaces=ybndrfg8ejkmcpqxot1uwisza345h769', composePlace({ replaces: ref })],
  ['#/files', filesPlace()],
  ['#/files/map', filesPlace('map')],
  ['#/files/map/35.0116%2C-135.7681', mapPlace({ latitude: 35.01161, longitude: -135.76812 })],
  ['#/files/albums/a%2F1', filesPlace('albums', 'a/1')],
  ['#/people', { screen: 'people', person: null }],
  ['#/people/p1', { screen: 'people', person: 'p1' as PersonId }],
  ['#/people/requests', { screen: 'knocks' }],
  ['#/settings/diagnostics', { screen: 'diagnostics' }],
  ['#/settings', { screen: 'settings', part: null }],
  ['#/settings/words', { screen: 'settings', part: 'words' }],
  ['#/gallery', { screen: 'gallery' }],
]

it.each(places)('%s is a route and its address', (hash, place) => {
  expect(parsePlace(hash)).toEqual(place)
  expect(formatPlace(place)).toBe(hash)
})

it.each([
  ['', HOME_PLACE],
  ['#', HOME_PLACE],
  ['#/', HOME_PLACE],
  ['#/letter/ybndrfg8ejkmcpqxot1uwisza345h769', { screen: 'box', box: 'inbox', ref }],
  ['#/people/%E0%A4%A', { screen: 'people', person: '%E0%A4%A' }],
  ['#/settings/unheard-of', { screen: 'settings', part: null }],
  ['#/__proto__', { screen: 'nowhere' }],
  ['#/labels', HOME_PLACE],
  ['#/label/x', { screen: 'nowhere' }],
  ['#/unheard-of/x', { screen: 'nowhere' }],
])('the unusual address %s still leads to a route', (hash, place) => {
  expect(parsePlace(hash)).toEqual(place)
})

const tail = 'ybndrfg8ejkmcpqxot1uwisza345h769'
it.each([
  ['#/waiting', '#/todo'],
  [`#/held/${tail}`, `#/sent/held/${tail}`],
  ['#/scheduled', '#/sent/scheduled'],
  ['#/drafts', '#/sent/drafts'],
  [`#/starred/${tail}`, `#/inbox/starred/${tail}`],
  ['#/snoozed', '#/inbox/snoozed'],
  ['#/imported', '#/settings/imported'],
  ['#/knocks', '#/people/requests'],
  ['#/contacts', '#/people'],
  ['#/diagnostics', '#/settings/diagnostics'],
  [`#/letter/${tail}`, `#/inbox/${tail}`],
])('the earlier address %s leads to %s', (earlier, now) => {
  expect(redirect(earlier)).toBe(now)
  expect(formatPlace(parsePlace(earlier))).toBe(now)
  expect(redirect(now)).toBeNull()
})

it('a link in a letter opens the target in the current list, and from elsewhere in the inbox', () => {
  const search = { screen: 'search', query: 'key', ref: null } as const
  expect([
    besidePlace({ screen: 'box', box: 'sent', ref: null }, ref),
    besidePlace(search, ref),
    besidePlace(labelPlace('港'), ref),
    besidePlace(groupPlace('g1' as GroupId, 'members'), ref),
    besidePlace(followsPlace('p1' as PersonId), null),
    besidePlace({ screen: 'settings', part: null }, ref),
  ]).toEqual([
    { screen: 'box', box: 'sent', ref },
    { ...search, ref },
    labelPlace('港', ref),
    { ...groupPlace('g1' as GroupId), ref },
    followsPlace('p1' as PersonId),
    { screen: 'box', box: 'inbox', ref },
  ])
})

it('the address of the map names a spot of the world, or none', () => {
  const { of } = mapPlace({ latitude: -89.99999, longitude: 180 })
  expect([of, '35,135', '91,0', '0,181', '1', 'a,b', '1,2,3', null].map(parseSpot)).toEqual([
    { latitude: -90, longitude: 180 },
    { latitude: 35, longitude: 135 },
    ...Array<null>(6).fill(null),
  ])
})
