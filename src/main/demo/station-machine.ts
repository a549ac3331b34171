// A station of the story: a process with a home of its own, on a machine that can be switched off.
import { join } from 'node:path'
import type { Tool } from './tool.ts'

export class StationMachine {
  readonly name: string
  /** What somebody types to start it. */
  readonly words = ['station', 'up']
  readonly #tool: Tool
  readonly #options: string[]
  #end: (() => Promise<void>) | null = null

  constructor(name: string, tool: Tool, dir: string, bootstrap: string) {
    this.name = name
    this.#tool = tool
    this.#options = ['--home', join(dir, name), '--name', name, '--bootstrap', bootstrap, '--lan', 'off']
  }

  /** Returns a link for one customer. */
  async switchOn(): Promise<string> {
    const { ready, end } = await this.#tool.start<{ link: string }>([...this.words, ...this.#options])
    this.#end = end
    return ready.link
  }

  async switchOff(): Promise<void> {
    await this.#end?.()
    this.#end = null
  }
}
