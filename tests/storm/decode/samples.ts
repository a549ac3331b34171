// Well-formed records of every kind, as input for the damage.
import { UNGIVEN } from '../../../src/core/delivery/index.ts'
import { toNoticed } from '../../../src/core/delivery/policy.ts'
import type { FeedRecord, Notice } from '../../../src/core/feeds/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import type { ObjectHeader, Ref } from '../../../src/core/store/index.ts'

const AT = 1_700_000_000_000

export function refOf(person: Uint8Array, device: Uint8Array): Ref {
  const [cipherRoot, keyCommit, core] = [randomBytes(32), randomBytes(32), randomBytes(32)]
  return { cipherRoot, keyCommit, person, device, core, start: 7, chunkCount: 1 }
}

export function headerOf(person: Uint8Array, ref: Ref): ObjectHeader {
  return {
    kind: 'letter',
    title: 'A title, 手紙',
    at: AT,
    type: 'text/markdown; charset=utf-8',
    to: [person, randomBytes(32)],
    links: [
      { rel: 'reply', ref, key: null },
      { rel: 'attach', ref, key: randomBytes(32) },
    ],
    madeFor: { kind: 'person' },
    tags: [],
  }
}

function noticeOf(person: Uint8Array, device: Uint8Array, isOpen: boolean): Notice {
  return {
    ref: refOf(person, device),
    title: 'A title, 手紙',
    to: [person, randomBytes(32)],
    initials: null,
    kind: 'letter',
    size: 1120,
    at: AT,
    ...toNoticed(UNGIVEN),
    mode: isOpen ? 'open' : 'controlled',
    expiresAt: isOpen ? null : AT + 1000,
    reply: refOf(person, device),
    releaser: { device, term: 1 },
    boxNumber: 1,
    grant: isOpen ? randomBytes(80) : null,
    audience: { kind: 'person' },
    isShared: false,
    replaces: null,
    words: isOpen
      ? {
          salt: randomBytes(15),
          type: 'text/markdown; charset=utf-8',
          tags: ['庭'],
          body: { coding: 'identity', bytes: randomBytes(40) },
        }
      : null,
    attached: isOpen ? { count: 4, bytes: 4_200_000 } : { count: 0, bytes: 0 },
    gate: isOpen
      ? null
      : { number: 1, set: randomBytes(32), need: 1, hashes: [randomBytes(16)], until: AT + 1000 },
  }
}

/** One of every type. */
export function feedRecords(person: Uint8Array, device: Uint8Array): FeedRecord[] {
  const objects = [randomBytes(32), randomBytes(32)]
  return [
    { type: 'notice', notice: noticeOf(person, device, true) },
    { type: 'notice', notice: noticeOf(person, device, false) },
    { type: 'arrived', objects, at: AT },
    { type: 'state', object: randomBytes(32), n: 3, value: 'accepted', at: AT, note: 'gladly' },
    { type: 'kept', objects },
    { type: 'withdrawal', record: randomBytes(200) },
    { type: 'released', boxNumber: 1, sealed: randomBytes(300) },
    { type: 'ask', ref: refOf(person, device), via: randomBytes(32), text: 'May I?', at: AT },
    { type: 'card', card: randomBytes(500) },
    { type: 'picture', bytes: randomBytes(900) },
    { type: 'addressed', to: person, boxNumber: 1, sealed: randomBytes(300) },
    { type: 'membership', group: randomBytes(32), core: randomBytes(32), number: 3, title: randomBytes(98) },
    { type: 'leave' },
    { type: 'archive', core: randomBytes(32), length: 5 },
    { type: 'reaction', object: randomBytes(32), n: 2, text: '♡', at: AT },
    { type: 'seen', object: randomBytes(32), at: AT },
    { type: 'nudge', object: randomBytes(32), to: [randomBytes(48)], at: AT },
  ]
}

export const PAGE =
  '<!doctype html><p hidden>x</p><table><tr><td>caf&eacute;<td><a href="https://x.example/?a=1&amp;b">a</a></table><!-- > --><pre>\n b</pre>'

/** Mails of several forms: nested, encoded, in old charsets, damaged as by real programs. */
export function mailsOf(): Buffer[] {
  const nested = [
    ...[
      'From: "A, B" <a@x.org>, =?utf-8?B?44GC?= (c) <@r:b@x.org>',
      'Subject: =?iso-2022-jp*ja?B?GyRCMnE1RBsoQg==?= =?utf-8?Q?=E4?=',
    ],
    ...[
      'Date: Mon, 5 Jan 04 12:00:00 (c) JST',
      'Content-Type: multipart/mixed; boundary*0="a"; boundary*1=b',
      '',
      '--ab',
    ],
    ...[
      'Content-Type: multipart/alternative; boundary=c',
      '',
      '--c',
      'Content-Type: text/plain; format=flowed; delsp=yes',
      '',
    ],
    ...[
      '> a ',
      '> b',
      '--c',
      'Content-Type: text/html; charset=utf-7',
      '',
      PAGE,
      '--c--',
      '--ab',
      'Content-Type: message/rfc822',
      '',
    ],
    ...[
      'Subject: in',
      '',
      'x',
      '--ab',
      "Content-Disposition: attachment; filename*0*=utf-8''%E4; filename*1=b",
      '',
    ],
    ...['Content-Transfer-Encoding: base64', '', 'QUI=', 'QUI=', '--ab--', ''],
  ]
  const old = [
    ...[
      'From a@x.org Mon Jan  5 12:00:00 2004',
      'Subject : caf\xe9',
      'Received: by x; 5 Jan 2004 12:00 PM',
      'no field',
      'To: g: a, b;',
    ],
    ...[
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '=92=',
      '\x1b$B2q\x1b(B =3D',
    ],
  ]
  return [nested.join('\r\n'), old.join('\n')].map((mail) => Buffer.from(mail, 'latin1'))
}
