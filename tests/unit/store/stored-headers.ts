// Headers and notices of every version, as they are in memory. Their bytes are in the fixtures.
import { INITIALS_BYTES } from '../../../src/core/feeds/initials.ts'
import type { Notice } from '../../../src/core/feeds/index.ts'
import type { FileLabel, ObjectHeader, Ref } from '../../../src/core/store/index.ts'

const filled = (byte: number, length = 32): Uint8Array => Buffer.alloc(length, byte)

function refOf(first: number): Ref {
  return {
    ...{ cipherRoot: filled(first), keyCommit: filled(first + 1), person: filled(first + 2) },
    ...{ device: filled(first + 3), core: filled(first + 4), start: 70_000, chunkCount: 3 },
  }
}

const plainLabel: FileLabel = { name: '写真.jpg', size: 4_200_000, type: 'image/jpeg' }

const wide = {
  ...{ kind: 'letter', title: '庭のこと', at: 1_764_000_000_123, type: 'text/markdown; charset=utf-8' },
  ...{ to: [], links: [], madeFor: { kind: 'group', group: filled(90) }, tags: ['garden', '庭'] },
} satisfies ObjectHeader

const mailOrigin = {
  ...{ from: '梅 <ume@example.org>', to: ['ken@example.net', 'Aoi <aoi@example.net>'] },
  ...{ messageId: '<two@example.org>', parent: '<one@example.org>' },
}

/** By version. */
export const headers: Record<string, ObjectHeader> = {
  1: {
    ...{ ...wide, madeFor: { kind: 'persons' }, tags: [], to: [filled(1), filled(2)] },
    links: [
      { rel: 'reply', ref: refOf(10), key: null },
      { rel: 'attach', ref: refOf(20), key: filled(30) },
    ],
  },
  2: { ...wide, links: [{ rel: 'replaces', ref: refOf(10), key: null }] },
  3: {
    ...wide,
    links: [
      { rel: 'reply', ref: refOf(10), key: null },
      { rel: 'attach', ref: refOf(20), key: filled(30), label: plainLabel },
    ],
  },
  4: {
    ...{ ...wide, kind: 'collection', madeFor: { kind: 'self' } },
    links: [
      {
        ...{ rel: 'member', ref: refOf(20), key: filled(30) },
        label: {
          ...plainLabel,
          facts: {
            ...{ width: 4000, height: 3000, takenAt: -86_400_001, camera: 'Kodak', caption: '梨の木' },
            place: { latitude: 35.681236, longitude: -0.127758 },
            preview: { type: 'image/webp', bytes: filled(7, 40) },
          },
        },
      },
      { rel: 'member', ref: refOf(40), key: filled(50), label: plainLabel },
    ],
  },
  5: { ...wide, type: 'message/rfc822', madeFor: { kind: 'self' }, tags: [], origin: mailOrigin },
}

const told = {
  ...{ ref: refOf(10), title: '庭のこと', kind: 'letter', size: 4096, at: 1_764_000_000_123, urgent: true },
  ...{ mode: 'controlled', expiresAt: 1_765_000_000_000, reply: refOf(20), boxNumber: 2, grant: null },
  releaser: { device: filled(60), term: 5 },
  attached: { count: 4, bytes: 4_200_000 },
} satisfies Partial<Notice>

/** By version. */
export const notices: Record<string, Notice> = {
  1: {
    ...{ ...told, to: [filled(1), filled(2)], initials: null, audience: { kind: 'persons' } },
    ...{ isShared: false, replaces: null },
  },
  2: {
    ...{ ...told, to: [], initials: null, mode: 'open', grant: filled(9, 80), isShared: true },
    audience: { kind: 'group', group: filled(90), era: 2, epoch: 7, number: 12, record: filled(91) },
    replaces: refOf(30),
  },
  3: {
    ...{ ...told, to: [], title: null, audience: { kind: 'persons' }, isShared: false, replaces: refOf(30) },
    initials: Array.from({ length: 12 }, (_, nth) => filled(nth, INITIALS_BYTES)),
  },
}
