// Samples of the records of persons and devices, and of releases and withdrawals.
import { releaseForm, releaseListForm } from '../../src/core/access/release-record.ts'
import { releaseAnswerForm, releaseRequestForm } from '../../src/core/access/release-request.ts'
import { withdrawalForm } from '../../src/core/access/withdrawal-record.ts'
import { inviteForm } from '../../src/core/contacts/invite-link.ts'
import { knockForm, sealedKnockForm, welcomeForm } from '../../src/core/contacts/knock.ts'
import { pairOfferForm } from '../../src/core/contacts/pair-agreement.ts'
import { pairAnswerForm } from '../../src/core/contacts/pair-parts.ts'
import { addressForm } from '../../src/core/identity/address.ts'
import { cardForm } from '../../src/core/identity/card.ts'
import { deviceEraForm } from '../../src/core/identity/device-era.ts'
import { returnAnswerForm, returnForm } from '../../src/core/recovery/return-record.ts'
import { carried } from './network-samples.ts'
import { AT, filled, signature } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const attestation = filled(0x77, 139)
const devices = {
  ...{ person: filled(1), era: 2, at: AT, signature },
  named: [{ device: filled(2), attestation, consent: filled(6, 64) }],
  ended: [{ device: filled(3), heir: filled(2) }],
}
const card = {
  ...{ person: filled(1), number: 3, name: '梅', picture: null, devices, at: AT, signedBy: filled(2) },
  ...{
    boxKeys: [{ number: 1, publicKey: filled(4) }],
    kemKey: filled(9),
    desk: { device: filled(2), term: 1 },
    signature,
  },
  keepers: {
    sets: [{ id: 2, need: 2, distrust: 1, devices: [filled(5), filled(6), filled(7)] }],
    mailboxes: [filled(5)],
  },
}
const kemKey = filled(8, 1216)
const released = { boxNumber: 1, grant: filled(1, 80), record: filled(2, 171) }
const release = { objectId: filled(1), person: filled(2), device: filled(3), at: AT, signature }

export const peopleRecords: StoredRecord[] = [
  sampled(deviceEraForm, [devices]),
  sampled(cardForm, [card, { ...card, picture: filled(5) }]),
  sampled(addressForm, [
    { person: filled(1), devices: [filled(2)], tag: filled(3, 16), attestation, signature },
  ]),
  sampled(inviteForm, [
    { person: filled(1), name: '梅', device: filled(2), expiresAt: AT, invite: filled(3, 70), nodes: [] },
    {
      ...{ person: filled(1), name: '梅', device: filled(2), expiresAt: AT, invite: filled(3, 70) },
      nodes: [{ address: filled(9, 4), port: 49_737 }],
    },
  ]),
  sampled(knockForm, [{ card: filled(2, 500), kemKey, nonce: filled(3), text: 'こんにちは', at: AT }]),
  sampled(sealedKnockForm, [{ tag: filled(1, 16), sealed: filled(2, 2700) }]),
  sampled(welcomeForm, [{ knock: filled(1), sealed: filled(2, 2900) }]),
  sampled(pairOfferForm, [
    { card: filled(2, 500), kemKey, nonce: filled(3), known: null },
    { card: filled(2, 500), kemKey, nonce: filled(3), known: filled(4) },
  ]),
  sampled(pairAnswerForm, [
    { answer: 'paired', response: filled(1, 200), sealed: filled(2, 2900) },
    { answer: 'used', response: filled(1, 200), sealed: filled(0, 0) },
    { answer: 'asked', response: filled(0, 0), sealed: filled(0, 0) },
  ]),
  sampled(returnForm, [
    { card: filled(2, 500), kemKey, boxNumber: 1, sealed: filled(3, 1168), since: AT, core: filled(4) },
  ]),
  sampled(returnAnswerForm, [{ length: 300, repeated: 5 }]),
  sampled(releaseForm, [release]),
  sampled(releaseListForm, [{ releases: [filled(1, 171), filled(2, 171)] }]),
  sampled(withdrawalForm, [{ objectId: filled(1), kind: 'let-go', at: AT, device: filled(2), signature }]),
  sampled(releaseRequestForm, [
    { objectId: filled(1), nonce: filled(2), known: null, signature },
    { objectId: filled(1), nonce: filled(2), known: { core: filled(3), fork: 0, length: 9 }, signature },
  ]),
  sampled(releaseAnswerForm, [
    { status: 'released', released: { ...released, blocks: null } },
    { status: 'released', released: { ...released, blocks: carried } },
    { status: 'HELD', released: null },
    { status: 'APART', released: null },
  ]),
]
