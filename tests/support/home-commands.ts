// Commands for a home whose engine is not running: each opens an engine for its own duration, in
// this process.
import { connect } from '../../src/main/headless/connect.ts'
import { CommandLine, parseLine, type CallOptions, type Outcome } from './command-line.ts'
import { runCommandLine } from './terminal.ts'

export class HomeCommands extends CommandLine {
  readonly dir: string

  constructor(dir: string) {
    super()
    this.dir = dir
  }

  async run(words: string[], { input = '', env = {} }: CallOptions = {}): Promise<Outcome> {
    const argv = [...words, '--home', this.dir, '--lan', 'off', '--json']
    const ran = await runCommandLine(argv, { connect, stdin: input, env, now: Date.now })
    return { code: ran.code, value: parseLine(ran.stdout, words, ran.stderr), stderr: ran.stderr }
  }
}
