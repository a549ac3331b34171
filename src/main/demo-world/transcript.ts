// Prints the story of the demo world: numbered acts, typed commands, their effects and their cost.
// Colour only on a terminal that supports it; a pipe gets the same text.
import { cleanText, countOf, cutToColumns, showSize } from '../headless/screen.ts'
import { handOver } from '../headless/hand-over.ts'
import { KEEP_ALIVE_BYTES, type Cost, type Moved, type Stored } from './meter.ts'

const LABEL_COLUMNS = 9
const MAX_SAID_LINES = 4
const MAX_SAID_COLUMNS = 90
const STYLES = { bold: '1', dim: '2', green: '32', red: '31' } as const

export interface Output {
  write(text: string): unknown
  isTTY?: boolean
}

export class Transcript {
  readonly #output: Output
  readonly #hasColour: boolean

  constructor(output: Output, env: Record<string, string | undefined>) {
    this.#output = output
    this.#hasColour = output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
  }

  title(text: string): void {
    this.#line(`\n${this.#style('bold', text)}\n`)
  }

  step(number: number, title: string): void {
    this.#line(`\n${this.#style('bold', `${String(number).padStart(2)}  ${title}`)}\n`)
  }

  /** `alice$ fumikura …`, as typed. */
  typed(name: string, words: string[]): void {
    const { argv, input } = handOver(words)
    const command = `${showPipe(input)}fumikura ${argv.map(quote).join(' ')}`
    this.#line(`    ${this.#style('dim', `${name}$`.padEnd(LABEL_COLUMNS))}${command}`)
  }

  /** The beginning of a command's output. */
  said(text: string): void {
    const lines = cleanText(text).split('\n')
    for (const line of lines.filter((one) => one !== '').slice(0, MAX_SAID_LINES))
      this.#line(
        `    ${' '.repeat(LABEL_COLUMNS)}${this.#style('dim', cutToColumns(line, MAX_SAID_COLUMNS))}`,
      )
  }

  ok(sentence: string): void {
    this.#labelled('ok', sentence, 'green')
  }

  failed(sentence: string): void {
    this.#labelled('FAILED', sentence, 'red')
  }

  note(label: string, text: string): void {
    this.#labelled(label, text, 'dim')
  }

  cost({ stored, moved }: Cost): void {
    const lines = stored.map(showStored).filter((line) => line !== null)
    lines.forEach((line, at) => this.note(at === 0 ? 'stored' : '', line))
    const ways = moved.filter(({ bytes }) => bytes > KEEP_ALIVE_BYTES).map(showMoved)
    if (ways.length > 0) this.note('moved', ways.join('   '))
  }

  text(text: string): void {
    this.#line(text)
  }

  #labelled(label: string, text: string, style: keyof typeof STYLES): void {
    this.#line(`    ${this.#style(style, label.padEnd(LABEL_COLUMNS))}${cleanText(text)}`)
  }

  #line(text: string): void {
    this.#output.write(`${text}\n`)
  }

  #style(style: keyof typeof STYLES, text: string): string {
    return this.#hasColour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text
  }
}

function showStored({ name, blocks, blockBytes, written, read, kept }: Stored): string | null {
  const parts = [
    blocks === 0 ? null : `own store +${countOf(blocks, 'block')}, ${showSize(blockBytes)}`,
    written.records === 0 ? null : `feeds +${countOf(written.records, 'record')}, ${showSize(written.bytes)}`,
    read.records === 0 ? null : `read ${countOf(read.records, 'record')}, ${showSize(read.bytes)}`,
    kept === 0 ? null : `keeps ${countOf(kept, 'opened letter')}`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : `${name.padEnd(6)} ${parts.join('; ')}`
}

function showMoved({ from, to, bytes }: Moved): string {
  return `${from} → ${to} ${showSize(bytes)}`
}

/** A link and words are no arguments, and `printf` and `echo` are part of the shell. */
function showPipe(input: readonly string[]): string {
  if (input.length === 0) return ''
  const printing = input.length === 1 ? 'echo' : "printf '%s\\n%s'"
  return `${[printing, ...input.map((one) => quote(one.trimEnd()))].join(' ')} | `
}

const MAX_WORD_COLUMNS = 60

/** Returns a word quoted for a shell; a very long one is cut. */
function quote(word: string): string {
  const columns = word.startsWith('fumikura://') ? 28 : MAX_WORD_COLUMNS
  const [line = '', ...more] = word.split('\n')
  const shown = cutToColumns(more.length === 0 ? line : `${line} …`, columns)
  return /^[\w:/.,+@=…-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`
}
