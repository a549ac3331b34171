// What a receipt for a kept share names, from the share itself.
import { hashKeptShare, type PutGate } from '../../src/core/station-records/index.ts'
import { hashShare } from '../../src/core/seal/index.ts'

export const hashKept = ({ handle, place, share }: Pick<PutGate, 'handle' | 'place' | 'share'>): Uint8Array =>
  hashKeptShare(handle, hashShare(place, share))
