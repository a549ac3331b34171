// The target of the fuzzer: one decoder, with every input that the fuzzer generates. It runs in the
// fuzzer's process, bundled as CommonJS, because only CommonJS is instrumented. The environment
// names the decoder and the location of its samples' keys.
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
