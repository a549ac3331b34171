// Scenario `decode-guided`: the same decoders under a fuzzer that watches which branches an input
// reaches, and keeps inputs that reach new ones. Each decoder has a process and a share of the
// time; it starts with the samples and the kept corpus.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { serialize } from 'node:v8'
import { bundleFuzzTarget } from '../../support/child.ts'
import { makeIdentity } from '../../support/raw-peer.ts'
import type { Scenario } from '../scenario.ts'
import { Finding, type Trial } from '../trial.ts'
import { keepInCorpus, readCorpus } from './corpus.ts'
import { makeDecoders, type Decoder } from './decoders.ts'

/** Seconds per decoder, if the trial has no time limit. */
const DEFAULT_S = 2
const LEAST_S = 1
const MAX_INPUT_BYTES = 70_000
/** The fuzzer itself reports an input that takes so long. */
const HANG_S = 10
const SHOWN_CHARS = 4000

export const guidedScenario: Scenario = {
  name: 'decode-guided',
  about: 'the same, led by which branches an input reaches',
  steps: 82,
  findHindrance,
  play,
}

const require = createRequire(import.meta.url)
const fuzzerPath = (): string => require.resolve('@jazzer.js/core/package.json')

/** The fuzzer's package has a prebuilt addon for some systems only; nothing is compiled here. */
function findHindrance(): string | null {
  const name = `fuzzer-${process.platform}-${process.arch}.node`
  try {
    const engine = createRequire(fuzzerPath()).resolve('@jazzer.js/fuzzer/package.json')
    return existsSync(join(dirname(engine), 'prebuilds', name)) ? null : `the fuzzer brings no ${name}`
  } catch {
    return '@jazzer.js/core is not installed'
  }
}

async function play(trial: Trial): Promise<void> {
  const folder = await trial.folder()
  const bundle = await bundleFuzzTarget('tests/storm/decode/fuzz-target.ts')
  const identity = await makeIdentity('alice')
  const identityPath = join(folder, 'identity')
  await writeFile(identityPath, serialize(identity))
  const decoders = makeDecoders(identity)
  for (const [nth, decoder] of decoders.entries()) {
    if (!trial.next()) return
    const leftS = Number.isFinite(trial.leftMs) ? trial.leftMs / 1000 / (decoders.length - nth) : DEFAULT_S
    const seconds = Math.max(LEAST_S, Math.round(leftS))
    trial.note(`${decoder.name} for ${seconds} s`)
    await fuzz(trial, decoder, { folder, bundle, identityPath, seconds, seed: trial.random.seed() })
  }
}

interface Order {
  folder: string
  bundle: string
  identityPath: string
  seconds: number
  seed: number
}

async function fuzz(trial: Trial, decoder: Decoder, order: Order): Promise<void> {
  const corpus = join(order.folder, decoder.name)
  await mkdir(corpus)
  const known = [...decoder.samples, ...(await readCorpus(decoder.name))]
  for (const [nth, bytes] of known.entries()) await writeFile(join(corpus, `known-${nth}`), bytes)
  const { code, said } = await runFuzzer(trial, decoder.name, corpus, order)
  if (code !== 0) throw new Finding(await describeFailure(decoder.name, order.folder, said))
  trial.count('inputs decoded under guidance', numberAfter(said, 'Done '))
  trial.count('branches reached', numberAfter(said, 'DONE   cov: '))
  await keepFresh(decoder.name, corpus)
}

async function runFuzzer(
  trial: Trial,
  decoder: string,
  corpus: string,
  { folder, bundle, identityPath, seconds, seed }: Order,
): Promise<{ code: unknown; said: string }> {
  const cli = join(dirname(fuzzerPath()), 'dist/cli.js')
  // The bundle is in node_modules. Of the packages only the codec is instrumented, because its
  // branches belong to the decoders. The -e replaces the default exclusion of node_modules.
  const watched = ['-i', 'fumikura-fuzz', '-i', 'compact-encoding', '-e', 'no such folder']
  const limits = [`-max_total_time=${seconds}`, `-seed=${seed}`, `-max_len=${MAX_INPUT_BYTES}`]
  const ends = [`-timeout=${HANG_S}`, `-artifact_prefix=${folder}/found-`]
  const child = spawn(
    process.execPath,
    [cli, bundle, corpus, '--sync', ...watched, '--disable_bug_detectors', '.*', '--', ...limits, ...ends],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FUMIKURA_FUZZ_DECODER: decoder, FUMIKURA_FUZZ_IDENTITY: identityPath },
    },
  )
  trial.onEnd(async () => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)))
  const [code] = (await once(child, 'close')) as [unknown]
  return { code, said }
}

/** Adds the input that failed, if the fuzzer kept one. */
async function describeFailure(decoder: string, folder: string, said: string): Promise<string> {
  const name = (await readdir(folder)).find((one) => one.startsWith('found-'))
  const input =
    name === undefined ? 'no input was kept' : (await readFile(join(folder, name))).toString('base64')
  return `${decoder} under the fuzzer: ${input}\n${said.slice(-SHOWN_CHARS)}`
}

async function keepFresh(decoder: string, corpus: string): Promise<void> {
  const names = (await readdir(corpus)).filter((name) => !name.startsWith('known-'))
  await keepInCorpus(decoder, await Promise.all(names.map((name) => readFile(join(corpus, name)))))
}

function numberAfter(text: string, words: string): number {
  const at = text.lastIndexOf(words)
  return at === -1 ? 0 : Number.parseInt(text.slice(at + words.length), 10)
}
