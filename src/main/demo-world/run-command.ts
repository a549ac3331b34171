// Runs a command of a resident in this process: the whole command line, on the resident's calls.
import { Readable, Writable } from 'node:stream'
import { EngineError, type Api } from '../../core/contract/index.ts'
import type { World } from '../headless/command.ts'
import { findCommand } from '../headless/commands/index.ts'
import { findPlainWords, parseGiven } from '../headless/given.ts'
import { handOver } from '../headless/hand-over.ts'

export interface Answered<Result> {
  result: Result
  /** What a person sees. */
  shown: string
}

/**
 * Runs a command with its words in place, as the story writes it.
 * @throws every error of the command; INVALID if no engine answers it
 */
export async function runCommand<Result>(
  words: string[],
  api: Api,
  now: () => number,
): Promise<Answered<Result>> {
  const { argv, input } = handOver(words)
  const command = findCommand(findPlainWords(argv))
  if (command?.kind !== 'ask') throw new EngineError('INVALID', `The story has no command ${words[0]}.`)
  const world = createWorld(input.join('\n'), now)
  const given = parseGiven(argv, command)
  const { result, input: fields } = await command.ask({ given, api, isUp: true, world })
  return { result: result as Result, shown: command.show(result, fields) }
}

/** A command of the story asks nobody, and opens no engine. */
function createWorld(input: string, now: () => number): World {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const refuse = (): Promise<never> => Promise.reject(new EngineError('INVALID', 'Not in a story.'))
  return {
    ...{ env: {}, version: '', rendererDir: '', now, isForeground: () => true, openBrowser: () => false },
    ...{ stdin: Readable.from([input]), stdout: silent, stderr: silent },
    ...{
      connect: refuse,
      startUp: refuse,
      startDht: refuse,
      untilSignal: () => new Promise<void>(() => undefined),
    },
  }
}
