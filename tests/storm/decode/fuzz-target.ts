// What the fuzzer calls: one decoder, with every input that it thinks of. Runs in a process of the fuzzer's own, bundled as CommonJS,
// because only such code is instrumented. The environment says which decoder, and where the keys of its samples lie.
import { readFileSync } from 'node:fs'
import { deserialize } from 'node:v8'
import type { RawIdentity } from '../../support/raw-peer.ts'
import { makeDecoders } from './decoders.ts'
import { Target } from './target.ts'

const name = process.env.FUMIKURA_FUZZ_DECODER
const identity = deserialize(readFileSync(process.env.FUMIKURA_FUZZ_IDENTITY!)) as RawIdentity
const target = new Target(makeDecoders(identity).find((decoder) => decoder.name === name)!)

export function fuzz(bytes: Buffer): void {
  target.measure(bytes)
}
