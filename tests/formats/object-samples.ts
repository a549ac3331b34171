// Samples of the records of objects and feeds: refs, headers, notices and feed records.
import type { FeedRecord, Notice } from '../../src/core/feeds/index.ts'
import { feedRecordForms } from '../../src/core/feeds/feed-record.ts'
import { noticeForm } from '../../src/core/feeds/notice.ts'
import { successionForm } from '../../src/core/feeds/succession.ts'
import { headerForm, type ObjectHeader } from '../../src/core/store/object-header.ts'
import { refForm, type FileLabel } from '../../src/core/store/index.ts'
import { utf8 } from '../../src/core/base/index.ts'
import { AT, filled, refOf, signature } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const label: FileLabel = { name: '写真.jpg', size: 4_200_000, type: 'image/jpeg' }
const pictured: FileLabel = {
  ...label,
  facts: {
    ...{ width: 4000, height: 3000, takenAt: -86_400_001, camera: 'Kodak', caption: '梨の木' },
    place: { latitude: 35.681236, longitude: -0.127758 },
    preview: { type: 'image/webp', bytes: filled(7, 40) },
  },
}

const plain: ObjectHeader = {
  ...{ kind: 'letter', title: '庭のこと', at: AT, type: 'text/markdown; charset=utf-8' },
  ...{ to: [filled(1), filled(2)], madeFor: { kind: 'person' }, tags: [] },
  links: [
    { rel: 'reply', ref: refOf(10), key: null },
    { rel: 'attach', ref: refOf(20), key: filled(30), label },
  ],
}
const toGroup: ObjectHeader = {
  ...{ ...plain, to: [], madeFor: { kind: 'group', group: filled(90) }, tags: ['garden', '庭'] },
  links: [{ rel: 'replaces', ref: refOf(10), key: null }],
}
const page: ObjectHeader = {
  ...{ ...plain, kind: 'collection', title: '', to: [], madeFor: { kind: 'self' } },
  links: [
    { rel: 'member', ref: refOf(20), key: filled(30), label: pictured },
    { rel: 'member', ref: refOf(40), key: filled(50) },
  ],
}
const mail: ObjectHeader = {
  ...{ ...page, kind: 'mail', type: 'message/rfc822', links: [] },
  origin: {
    from: { name: '梅', address: 'ume@example.org' },
    to: [
      { name: '', address: 'ken@example.net' },
      { name: 'Aoi', address: 'aoi@example.net' },
    ],
    ...{ messageId: '<two@example.org>', parent: '<one@example.org>', first: '<zero@example.org>' },
    writtenAt: -14_182_940_000,
    files: [
      {
        ...{ name: '潮の表.pdf', size: 40_000, type: 'application/pdf' },
        ...{ width: null, height: null, section: null, isListed: true },
      },
      {
        ...{ name: '港.jpg', size: 900_000, type: 'image/jpeg' },
        ...{ width: 1600, height: 1200, section: '2.1', isListed: false },
      },
    ],
  },
}

const byMail: ObjectHeader = {
  ...plain,
  byMail: {
    from: 'jun@example.net',
    to: [
      { name: '', address: 'ken@example.net' },
      { name: '梅', address: 'ume@example.org' },
    ],
  },
}

const toPersons: Notice = {
  ...{ ref: refOf(10), title: '庭のこと', kind: 'letter', size: 4096, at: AT, urgent: true },
  ...{ mode: 'controlled', expiresAt: AT + 1, reply: refOf(20), boxNumber: 2, grant: null },
  ...{ releaser: { device: filled(60), term: 5 }, attached: { count: 4, bytes: 4_200_000 } },
  ...{ to: [filled(1), filled(2)], initials: null, audience: { kind: 'person' }, isShared: false },
  replaces: null,
  gate: {
    ...{ number: 1, set: filled(61), need: 2, until: AT + 90 },
    hashes: [filled(62, 16), filled(63, 16), filled(64, 16)],
  },
  words: null,
}
const toMembers: Notice = {
  ...{
    ...toPersons,
    gate: null,
    to: [],
    mode: 'open',
    expiresAt: null,
    grant: filled(9, 80),
    isShared: true,
    words: {
      salt: filled(65, 15),
      type: 'text/markdown; charset=utf-8',
      tags: ['庭'],
      body: { coding: 'identity', bytes: utf8('寒い。') },
    },
  },
  audience: { kind: 'group', group: filled(90), era: 2, epoch: 7, number: 12, record: filled(91) },
  replaces: refOf(30),
}
const toMany: Notice = {
  ...{ ...toPersons, to: [], title: null, reply: null, gate: null },
  initials: Array.from({ length: 12 }, (_, nth) => filled(nth, 2)),
}

const objects = [filled(1), filled(2)]
const told: { [Type in FeedRecord['type']]: Omit<Extract<FeedRecord, { type: Type }>, 'type'>[] } = {
  notice: [{ notice: toPersons }],
  arrived: [{ objects, at: AT }],
  state: [{ object: filled(1), n: 3, value: 'accepted', at: AT, note: '喜んで' }],
  kept: [{ objects }],
  withdrawal: [{ record: filled(5, 170) }],
  released: [{ boxNumber: 2, sealed: filled(6, 300) }],
  ask: [
    { ref: refOf(10), via: filled(3), text: 'May I?', at: AT },
    { ref: refOf(10), via: null, text: '', at: AT },
  ],
  card: [{ card: filled(7, 500) }],
  picture: [{ bytes: Buffer.from('89504e470d0a1a0a0000', 'hex') }],
  addressed: [{ to: filled(1), boxNumber: 1, sealed: filled(8, 300) }],
  membership: [{ group: filled(90), core: filled(92), number: 3, title: filled(93, 98) }],
  leave: [{}],
  archive: [{ core: filled(94), length: 500 }],
  reaction: [{ object: filled(1), n: 2, text: '♡ 了解', at: AT }],
  seen: [{ object: filled(1), at: AT }],
  nudge: [
    { object: filled(1), to: [], at: AT },
    { object: filled(1), to: [filled(95, 48), filled(96, 48)], at: AT },
  ],
}

const toldRecords = Object.entries(feedRecordForms)
  .filter(([type]) => type !== 'notice')
  .map(([type, form]) => sampled(form as never, told[type as FeedRecord['type']] as never[]))

export const objectRecords: StoredRecord[] = [
  sampled(refForm, [refOf(10)]),
  sampled(headerForm, [plain, toGroup, page, mail, byMail]),
  sampled(noticeForm, [toPersons, toMembers, toMany]),
  sampled(successionForm, [
    { frozen: filled(1), length: 9, treeHash: filled(2), next: filled(3), generation: 1, signature },
  ]),
  ...toldRecords,
]
