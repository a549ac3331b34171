// Formats findings as a Markdown table, so that the page with the latest figures can be a copy of
// it.
import type { Bench, Findings, Row } from './bench.ts'
import { ratioOf, writeNumber } from './figures.ts'

const HEAD = ['', 'unit', 'median', 'p95', 'beside', 'median', 'p95', 'ratio', 'aim'] as const

export function writeFindings({ name, about }: Bench, { rows, notes }: Findings): string {
  const lines = [[...HEAD], ...rows.map(writeRow)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column]!))))
  const [head, ...body] = lines.map((line) => writeLine(line, widths))
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  const said = notes.map((note) => `- ${note}`)
  return [`## ${name}`, '', about, '', head, rule, ...body, '', ...said, ''].join('\n')
}

function writeRow({ what, unit, own, rival, aim }: Row): string[] {
  const ratio = ratioOf(own, rival)
  return [
    what,
    unit,
    writeNumber(own.median),
    writeNumber(own.p95),
    rival?.what ?? '',
    rival === null ? '' : writeNumber(rival.median),
    rival === null ? '' : writeNumber(rival.p95),
    ratio === null ? '' : `${writeNumber(ratio)} ×`,
    aim === null ? '' : `${aim.text}: ${aim.holds ? 'holds' : 'falls short'}`,
  ]
}

function writeLine(cells: string[], widths: number[]): string {
  return `| ${cells.map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell))).join(' | ')} |`
}

function widthOf(text: string): number {
  return Array.from(text).length
}
