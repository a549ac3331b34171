#!/usr/bin/env node
// `node bin/count-code.js [FOLDER]`: counts what there is in `src`, to see whether a change takes
// something out. A line of code holds a token of TypeScript. In components and CSS it is a line that
// is neither blank nor a comment.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, process.argv[2] ?? 'src')

/**
 * The number of lines that hold a token. The parser finds the tokens, because a scanner alone cannot
 * tell a division from a regular expression.
 * @param {string} text
 */
function countTokenLines(text) {
  const file = ts.createSourceFile('counted.ts', text, ts.ScriptTarget.Latest, true)
  /** @type {Set<number>} */
  const lines = new Set()
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isJSDoc(node)) return
    const children = node.getChildren(file)
    if (children.length > 0) return children.forEach(visit)
    if (node.getWidth(file) === 0) return
    const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line
    const last = file.getLineAndCharacterOfPosition(node.end).line
    for (let line = first; line <= last; line++) lines.add(line)
  }
  visit(file)
  return lines.size
}

/** @param {string} text a component or a style sheet */
function countOtherLines(text) {
  const code = text.replace(/<!--[^]*?-->|\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return code.split('\n').filter((line) => line.trim() !== '').length
}

/** @param {RegExp} pattern @param {string} text */
const count = (pattern, text) => text.match(pattern)?.length ?? 0

/** @type {Map<string, number>} */
const linesOf = new Map()
const sum = { lines: 0, files: 0, tables: 0, calls: 0, commands: 0 }
const folders = new Set()
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  const path = join(folder, name)
  if (!/\.(ts|js|svelte|css)$/.test(name) || !statSync(path).isFile()) continue
  const text = readFileSync(path, 'utf8')
  const lines = /\.(ts|js)$/.test(name) ? countTokenLines(text) : countOtherLines(text)
  const place = relative(root, path).split(sep)
  const part = place.slice(0, -1).slice(0, 3).join('/')
  linesOf.set(part, (linesOf.get(part) ?? 0) + lines)
  folders.add(place.slice(0, -1).join('/'))
  sum.lines += lines
  sum.files++
  sum.tables += count(/\bCREATE (?:VIRTUAL )?TABLE\b/g, text)
  if (place.includes('contract')) sum.calls += count(/: call</g, text)
  if (place.includes('commands')) sum.commands += count(/^ +summary: /gm, text)
}

for (const [part, lines] of [...linesOf].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  console.log(`${String(lines).padStart(7)}  ${part}`)
console.log(
  `${sum.lines} lines of code in ${sum.files} files and ${folders.size} folders; ` +
    `${sum.tables} tables, ${sum.calls} calls, ${sum.commands} commands`,
)
