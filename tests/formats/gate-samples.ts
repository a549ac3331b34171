// Samples of the records about gates.
import {
  gateActForm,
  gateNewsForm,
  gateNewsRequestForm,
  gateOpenAnswerForm,
  gateOpenRequestForm,
  gateReceiptForm,
  logEntryForm,
  readerReceiptForm,
  rosterPutForm,
} from '../../src/core/station-records/index.ts'
import { answeredActEncoding, gateActAnswerForm, gateActsForm } from '../../src/core/station-records/act.ts'
import {
  answeredPutEncoding,
  gatePutAnswerForm,
  gatePutForm,
  putGateEncoding,
} from '../../src/core/station-records/gate-put.ts'
import { coKeeperHeadEncoding, gateForgetForm } from '../../src/core/station-records/gate-news.ts'
import {
  gateHeadAnswerForm,
  gateHeadRequestForm,
  seenHeadEncoding,
} from '../../src/core/station-records/gate-head.ts'
import {
  removalForm,
  rosterAtEncoding,
  rosterKeyEncoding,
  rosterPutAnswerForm,
} from '../../src/core/station-records/roster.ts'
import { AT, filled, signature } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const gate = {
  ...{ handle: filled(1), number: 2, place: 3, share: filled(4, 81), key: filled(5), isHeld: true },
  roster: null,
  ...{ from: AT, expires: AT + 2, until: AT + 3 },
}
const act = { handle: filled(1), kind: 'burn' as const, seq: 3, key: null, device: filled(2), signature }
const receipt = filled(6, 171)

export const gateParts = [
  ...[putGateEncoding, answeredPutEncoding, answeredActEncoding],
  ...[coKeeperHeadEncoding, seenHeadEncoding, rosterKeyEncoding, rosterAtEncoding],
]

export const gateRecords: StoredRecord[] = [
  sampled(gatePutForm, [
    {
      gates: [
        { ...gate, number: 0, place: 1, from: null, expires: null, isHeld: false },
        { ...gate, key: null, roster: { name: filled(7), epoch: 300 } },
      ],
    },
  ]),
  sampled(gatePutAnswerForm, [
    {
      answers: [
        { answer: 'kept', receipt },
        { answer: 'fenced', receipt: null },
      ],
    },
  ]),
  sampled(gateActForm, [
    { ...act, why: 'superseded', value: null },
    { ...act, kind: 'until', why: null, value: AT, key: filled(5) },
  ]),
  sampled(gateActsForm, [
    { acts: [filled(7, 176), filled(8, 185)], removals: [] },
    { acts: [], removals: [filled(1, 66), filled(2, 130)] },
  ]),
  sampled(removalForm, [
    { roster: filled(1), token: filled(2), elsewhere: [{ station: filled(3), roster: filled(4) }] },
    { roster: filled(1), token: filled(2), elsewhere: [] },
  ]),
  sampled(rosterPutForm, [
    {
      roster: filled(1),
      members: [{ key: filled(2), check: filled(3), epoch: 300 }],
      struck: [filled(4), filled(5)],
    },
  ]),
  sampled(rosterPutAnswerForm, [{ answer: 'kept' }, { answer: 'fenced' }]),
  sampled(gateActAnswerForm, [
    {
      answers: [
        { answer: 'burned', receipt },
        { answer: 'starting', receipt: null },
      ],
    },
  ]),
  sampled(gateReceiptForm, [
    { account: filled(1), answered: filled(2), n: 70_000, head: filled(3), signature },
  ]),
  sampled(readerReceiptForm, [
    { account: filled(1), handle: filled(2), key: filled(3), answer: 'EXPIRED', at: AT, signature },
  ]),
  sampled(gateOpenRequestForm, [
    { account: filled(1), handle: filled(2), key: filled(3), nonce: filled(4), signature },
  ]),
  sampled(gateOpenAnswerForm, [
    { status: 'released', share: filled(4, 81), receipt },
    { status: 'QUOTA', share: null, receipt: null },
  ]),
  sampled(logEntryForm, [
    { n: 1, handle: filled(1), key: null, decision: 'burned', why: 'removed', seq: 0, at: AT },
    { n: 300, handle: filled(1), key: filled(2), decision: 'lapsed', why: null, seq: 0, at: AT },
  ]),
  sampled(gateNewsRequestForm, [
    { since: 70_000, seen: null },
    { since: 0, seen: receipt },
  ]),
  sampled(gateNewsForm, [
    { entries: [filled(1, 80)], receipt, isFenced: true, heads: [{ station: filled(2), receipt }] },
    { entries: [], receipt, isFenced: false, heads: [] },
  ]),
  sampled(gateForgetForm, [{ handles: [filled(1), filled(2)] }]),
  sampled(gateHeadRequestForm, [{ heads: [receipt] }]),
  sampled(gateHeadAnswerForm, [
    {
      seen: [
        { account: filled(1), receipt },
        { account: filled(2), receipt: null },
      ],
    },
  ]),
]
