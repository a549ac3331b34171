// Samples of the records between a station, its customers and the readers.
import {
  stationAnswerForm,
  stationCardForm,
  stationJoinForm,
  stationLeftForm,
} from '../../src/core/station-records/joining.ts'
import {
  dropForm,
  keepAnswerForm,
  keepForm,
  keptAnswerForm,
  keptForm,
  publishForm,
  stationGrownForm,
  watchForm,
} from '../../src/core/station-records/keep-forms.ts'
import { farOpenedForm, farOpenForm } from '../../src/core/station-records/far-open.ts'
import { stationLinkForm } from '../../src/core/station-records/station-link.ts'
import { wakeForm, wakePutForm, wakesKeptForm } from '../../src/core/station-records/wake-put.ts'
import { AT, filled } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const limits = {
  bytes: 10_000_000_000,
  cores: 20_000,
  gates: 100_000,
  releasesPerDay: 10_000,
  egressPerDay: 50_000_000_000,
}

export const stationRecords: StoredRecord[] = [
  sampled(stationLinkForm, [{ station: filled(1), name: '保管所', token: filled(2, 16), expiresAt: AT }]),
  sampled(stationJoinForm, [{ token: filled(1, 16), card: filled(2, 500) }]),
  sampled(stationCardForm, [{ card: filled(2, 500) }]),
  sampled(stationAnswerForm, [
    { refusal: 'USED' },
    {
      usage: {
        bytes: 70_000,
        cores: 3,
        gates: 2,
        remembered: 7,
        egress: 5_000,
        leavesAt: 1_764_000_000_000,
        phones: 'https://nas.example:8443',
        guests: null,
        limits,
      },
    },
  ]),
  sampled(keepForm, [
    {
      cores: [
        { signer: filled(1), namespace: filled(2), proof: null },
        { signer: filled(1), namespace: filled(2), proof: filled(3, 64) },
      ],
    },
  ]),
  sampled(publishForm, [{ isPublic: true }, { isPublic: false }]),
  sampled(watchForm, [{ cores: [filled(1), filled(2)] }]),
  sampled(keepAnswerForm, [{ answers: ['taken', 'QUOTA', 'NOT_YOURS'] }]),
  sampled(keptForm, [{ cores: [filled(1)] }]),
  sampled(stationLeftForm, [{ leavesAt: null }, { leavesAt: 1_764_000_000_000 }]),
  sampled(keptAnswerForm, [{ lengths: [0, 300], isSpent: true }]),
  sampled(dropForm, [{ ranges: [{ core: filled(1), start: 3, end: 300 }] }]),
  sampled(stationGrownForm, [{ cores: [filled(1)] }]),
  sampled(farOpenForm, [{ routes: [] }, { routes: [filled(1, 16), filled(2, 16)] }]),
  sampled(farOpenedForm, [{ taken: [] }, { taken: [filled(1, 16)] }]),
  sampled(wakeForm, [
    {
      endpoint: 'https://web.push.apple.com/Q',
      tokens: [{ until: AT, authorization: 'vapid t=a.b.c, k=d' }],
      messages: [filled(1, 1638), filled(2, 1638)],
    },
  ]),
  sampled(wakePutForm, [
    { names: [], put: null },
    { names: [filled(1, 16), filled(2, 16)], put: { name: filled(2, 16), wake: filled(3, 300) } },
  ]),
  sampled(wakesKeptForm, [{ wakes: [] }, { wakes: [{ left: 28, until: AT, isGone: false }] }]),
]
