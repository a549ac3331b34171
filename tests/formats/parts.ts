// Parts of records with a table of their own in docs/protocol.md.
import { releasedEncoding } from '../../src/core/access/release-request.ts'
import { stretchingEncoding } from '../../src/core/backup/backup-lock.ts'
import { blockForm, listedPieceEncoding, rowsForm } from '../../src/core/backup/piece.ts'
import type { Encoding } from '../../src/core/base/index.ts'
import { groupPointEncoding, noticeGateEncoding } from '../../src/core/feeds/notice.ts'
import { wordsForm } from '../../src/core/feeds/notice-words.ts'
import {
  carriedBlockEncoding,
  carriedEncoding,
  stepEncoding,
  treeNodeEncoding,
} from '../../src/core/cores/carried-blocks.ts'
import { dhtNodeEncoding } from '../../src/core/network/whereabouts.ts'
import { knownFeedEncoding } from '../../src/core/network/feed-messages.ts'
import { farEndForm, farLinkForm, farPieceForm, farTakenForm } from '../../src/core/network/far-messages.ts'
import { stationLimitsEncoding, stationUsageEncoding } from '../../src/core/station-records/joining.ts'
import { announcedDeskEncoding } from '../../src/core/groups/desk-word.ts'
import { feedHeadEncoding } from '../../src/core/groups/gossip-message.ts'
import { groupOwnerEncoding } from '../../src/core/groups/join-message.ts'
import {
  departedEncoding,
  removedMemberEncoding,
  eraSecretsEncoding,
  memberEncoding,
  secretsBoxEncoding,
} from '../../src/core/groups/membership-record.ts'
import {
  fileFactsEncoding,
  labelEncoding,
  placeEncoding,
  previewEncoding,
} from '../../src/core/store/file-label.ts'
import {
  linkEncoding,
  mailAddressEncoding,
  mailFileEncoding,
  mailReaderEncoding,
  originEncoding,
  sentByMailEncoding,
} from '../../src/core/store/object-header.ts'
import { gateParts } from './gate-samples.ts'

export const parts: Pick<Encoding<unknown>, 'form' | 'fields'>[] = [
  ...[linkEncoding, labelEncoding, fileFactsEncoding, placeEncoding, previewEncoding],
  ...[originEncoding, mailAddressEncoding, mailFileEncoding, sentByMailEncoding, mailReaderEncoding],
  ...[groupPointEncoding, noticeGateEncoding, wordsForm.encoding, releasedEncoding],
  ...[memberEncoding, removedMemberEncoding, departedEncoding, eraSecretsEncoding, secretsBoxEncoding],
  ...[announcedDeskEncoding, feedHeadEncoding, groupOwnerEncoding],
  ...[stretchingEncoding, rowsForm.encoding, blockForm.encoding, listedPieceEncoding],
  ...[
    carriedEncoding,
    carriedBlockEncoding,
    stepEncoding,
    treeNodeEncoding,
    knownFeedEncoding,
    dhtNodeEncoding,
  ],
  ...[stationLimitsEncoding, stationUsageEncoding],
  ...[farLinkForm, farPieceForm, farEndForm, farTakenForm].map(({ encoding }) => encoding),
  ...gateParts,
]
