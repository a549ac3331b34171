// Samples of the records of group owners, and of the messages of members, joiners and desks.
import { memberKeysForm } from '../../src/core/groups/member-keys-block.ts'
import { deskWordForm, deskAnnouncementForm } from '../../src/core/groups/desk-word.ts'
import { gossipForm } from '../../src/core/groups/gossip-message.ts'
import { groupLinkForm } from '../../src/core/groups/group-link.ts'
import { joinAnswerForm, joinRequestForm } from '../../src/core/groups/join-message.ts'
import {
  boxesForm,
  groupStateForm,
  firstSecretsForm,
  headForm,
  rosterForm,
  sealedKeysForm,
  sealedRosterForm,
  secretsForm,
  type GroupState,
  type RecordedMember,
} from '../../src/core/groups/membership-record.ts'
import { deskOfferForm, sealedOfferForm } from '../../src/core/groups/offer-message.ts'
import { foundingForm, handoverForm, titleForm } from '../../src/core/groups/title.ts'
import { AT, filled, signature } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const path = filled(0x77, 139)
const founding = { person: filled(1), salt: filled(2) }
const handover = { number: 7, person: filled(3), by: filled(4), path, signature }
const title = { founding, handovers: [handover] }
const era = { era: 2, namingSecret: filled(5), epoch: 7, epochSecret: filled(6) }
const member: RecordedMember = {
  ...{ person: filled(1), role: 'owner', since: AT, reads: { era: 0, epoch: 0 } },
  ...{ postsUntil: null, tokenHash: filled(3), card: filled(2, 500) },
}
const silent: RecordedMember = { ...member, role: 'reader', postsUntil: { era: 1, length: 40 } }
const head = {
  ...{ group: filled(90), title, number: 12, began: 65_536, era: 65_537, epoch: 3, previous: filled(8) },
  ...{ at: AT, keyParts: 1, boxParts: 1, rosterParts: 2, next: null, sealed: filled(9, 200) },
}
const state: GroupState = {
  ...{ name: '庭', style: 'team', picture: null, snapshot: null, keys: null, put: [member, silent] },
  removed: [
    { person: filled(7), token: filled(9) },
    { person: filled(8), token: null },
  ],
  departed: [{ device: filled(8), era: 1, generation: 0, length: 20 }],
}

export const groupRecords: StoredRecord[] = [
  sampled(foundingForm, [founding]),
  sampled(handoverForm, [handover]),
  sampled(titleForm, [title, { founding, handovers: [] }]),
  sampled(headForm, [head, { ...head, number: 0, previous: null, next: title }]),
  sampled(groupStateForm, [
    state,
    {
      ...{ name: '庭', style: 'conversation', picture: filled(1, 40), put: [], removed: [], departed: [] },
      ...{ snapshot: { start: 3, count: 2, key: filled(2) }, keys: { position: 1, key: filled(4) } },
    },
  ]),
  sampled(boxesForm, [
    {
      boxes: [
        { tag: filled(1, 8), boxNumber: 2, first: null, sealed: filled(3, 1240) },
        { tag: filled(2, 8), boxNumber: 2, first: { position: 3, number: 1 }, sealed: filled(3, 120) },
        { tag: filled(3, 8), boxNumber: 0, first: null, sealed: filled(0, 0) },
      ],
    },
  ]),
  sampled(firstSecretsForm, [{ second: filled(4), eras: [era] }]),
  sampled(sealedKeysForm, [{ sealed: filled(1, 1300) }]),
  sampled(memberKeysForm, [
    { before: null, keys: [filled(8, 1216)] },
    { before: { position: 2, key: filled(4) }, keys: [filled(8, 1216)] },
  ]),
  sampled(secretsForm, [{ eras: [era, { ...era, era: 3 }] }]),
  sampled(sealedRosterForm, [{ sealed: filled(1, 700) }]),
  sampled(rosterForm, [
    { before: null, members: [member, silent] },
    { before: { start: 3, count: 2, key: filled(8) }, members: [member] },
  ]),
  sampled(deskWordForm, [
    {
      ...{ group: filled(90), device: filled(1), path, term: 2, began: 131_072, after: 4, number: 12 },
      ...{ core: filled(2), generation: 65_536, signature },
    },
  ]),
  sampled(deskAnnouncementForm, [
    { card: filled(1, 500), kemKey: null, desk: { title, word: filled(2, 340) } },
    { card: filled(1, 500), kemKey: filled(8, 1216), desk: null },
  ]),
  sampled(gossipForm, [
    {
      ...{ group: filled(90), number: 12, succession: filled(1, 170), wantsSince: 4 },
      heads: [{ era: 4, device: filled(2), generation: 0, length: 30 }],
    },
    { group: filled(90), number: 12, succession: null, wantsSince: null, heads: [] },
  ]),
  sampled(groupLinkForm, [
    {
      ...{ group: filled(90), name: '庭', owner: filled(1), device: filled(2), token: filled(3, 16) },
      expiresAt: AT,
    },
  ]),
  sampled(joinRequestForm, [
    { group: filled(90), token: filled(3, 16), card: filled(1, 500), kemKey: filled(8, 1216) },
  ]),
  sampled(joinAnswerForm, [
    { answer: 'joined', owner: { core: filled(1), title, card: filled(2, 500), kemKey: filled(8, 1216) } },
    { answer: 'revoked', owner: null },
  ]),
  sampled(deskOfferForm, [
    {
      ...{ position: 40, number: 12, seenAt: AT, began: 65_536, title },
      ...{ card: filled(2, 500), word: filled(3, 340), eras: [era] },
    },
  ]),
  sampled(sealedOfferForm, [{ group: filled(90), core: filled(1), boxNumber: 1, sealed: filled(2, 2400) }]),
]
