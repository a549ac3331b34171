// Samples of the records between a station, its customers and the readers.
import {
  stationAnswerEncoding,
  stationCardEncoding,
  stationJoinEncoding,
  stationLeftEncoding,
} from '../../src/core/custody/joining.ts'
import {
  dropEncoding,
  keepAnswerEncoding,
  keepEncoding,
  keptAnswerEncoding,
  keptEncoding,
  publishEncoding,
  stationGrownEncoding,
  watchEncoding,
} from '../../src/core/custody/keeping.ts'
import { stationLinkEncoding } from '../../src/core/custody/station-link.ts'
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
  sampled(stationLinkEncoding, [{ station: filled(1), name: '保管所', token: filled(2, 16), expiresAt: AT }]),
  sampled(stationJoinEncoding, [{ token: filled(1, 16), card: filled(2, 500) }]),
  sampled(stationCardEncoding, [{ card: filled(2, 500) }]),
  sampled(stationAnswerEncoding, [
    { refusal: 'USED' },
    {
      usage: {
        bytes: 70_000,
        cores: 3,
        gates: 2,
        remembered: 7,
        egress: 5_000,
        leavesAt: 1_764_000_000_000,
        limits,
      },
    },
  ]),
  sampled(keepEncoding, [
    {
      cores: [
        { signer: filled(1), namespace: filled(2), proof: null },
        { signer: filled(1), namespace: filled(2), proof: filled(3, 64) },
      ],
    },
  ]),
  sampled(publishEncoding, [{ isPublic: true }, { isPublic: false }]),
  sampled(watchEncoding, [{ cores: [filled(1), filled(2)] }]),
  sampled(keepAnswerEncoding, [{ answers: ['taken', 'QUOTA', 'NOT_YOURS'] }]),
  sampled(keptEncoding, [{ cores: [filled(1)] }]),
  sampled(stationLeftEncoding, [{ leavesAt: null }, { leavesAt: 1_764_000_000_000 }]),
  sampled(keptAnswerEncoding, [{ lengths: [0, 300], isSpent: true }]),
  sampled(dropEncoding, [{ ranges: [{ core: filled(1), start: 3, end: 300 }] }]),
  sampled(stationGrownEncoding, [{ cores: [filled(1)] }]),
]
