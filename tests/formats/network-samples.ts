// Samples of the records that travel between devices without an answer.
import { feedBlocksForm, feedQuestionForm } from '../../src/core/network/feed-messages.ts'
import { whereaboutsForm } from '../../src/core/network/whereabouts.ts'
import { filled } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const node = { index: 3, size: 600, hash: filled(4) }
const block = { position: 4, block: filled(5, 296), path: [node] }
export const carried = {
  ...{ core: filled(1), fork: 0, manifest: null },
  step: { start: 4, length: 1, nodes: [node], signature: filled(6, 68) },
  blocks: [block],
}

export const networkRecords: StoredRecord[] = [
  sampled(whereaboutsForm, [{ nodes: [{ address: filled(9, 4), port: 49_737 }] }, { nodes: [] }]),
  sampled(feedQuestionForm, [{ feeds: [{ feed: filled(1), length: 300 }] }]),
  sampled(feedBlocksForm, [
    { carried },
    {
      carried: {
        ...carried,
        manifest: { signer: filled(2), namespace: filled(3) },
        step: null,
        blocks: [block, { ...block, position: 5 }],
      },
    },
  ]),
]
