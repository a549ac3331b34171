// Styles the Markdown in sight: marks are hidden until the caret touches what they style, letters
// and pictures are drawn in their place. The compose step. The text itself stays as it is.
import { syntaxTree } from '@codemirror/language'
import type { EditorState, Line, Range } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import type { SyntaxNodeRef } from '@lezer/common'
import { parseAttached } from '../../text/attached.ts'
import { BulletWidget, ChipWidget, PictureWidget, RuleWidget } from './widgets.ts'
import { findTarget, readWords } from './links.ts'
import { surroundings } from './surroundings.ts'

/** The nodes that are only styled, and their class. */
const STYLED: Readonly<Record<string, string>> = {
  StrongEmphasis: 'strong',
  Emphasis: 'em',
  Strikethrough: 'gone',
  InlineCode: 'code',
  Link: 'link',
  Autolink: 'link',
}
/** Marks that are hidden while the caret is not at their parent. */
const MARKS: ReadonlySet<string> = new Set(['EmphasisMark', 'StrikethroughMark', 'CodeMark', 'HeaderMark'])
/** Blocks whose lines have a class. */
const BLOCKS: Readonly<Record<string, string>> = {
  ATXHeading1: 'heading h1',
  SetextHeading1: 'heading h1',
  ATXHeading2: 'heading h2',
  SetextHeading2: 'heading h2',
  ATXHeading3: 'heading',
  ATXHeading4: 'heading',
  ATXHeading5: 'heading',
  ATXHeading6: 'heading',
  FencedCode: 'block-code',
  CodeBlock: 'block-code',
  Table: 'block-table',
  Blockquote: 'quote',
}

interface Drawn {
  all: DecorationSet
  /** What the caret crosses in one step, and a deletion removes as a whole. */
  atoms: DecorationSet
}

const HIDDEN = Decoration.replace({})
const PLAIN = Decoration.line({ attributes: { dir: 'auto' } })
const GAP = Decoration.line({ class: 'gap' })

export const styledText = ViewPlugin.fromClass(
  class {
    all: DecorationSet
    atoms: DecorationSet

    constructor(view: EditorView) {
      const drawn = new Drawing(view).draw()
      this.all = drawn.all
      this.atoms = drawn.atoms
    }

    update(update: ViewUpdate): void {
      const { view, changes, docChanged } = update
      // A change of the nodes around it would end the composition of an input method.
      if (view.composing) {
        if (docChanged) {
          this.all = this.all.map(changes)
          this.atoms = this.atoms.map(changes)
        }
        return
      }
      if (!docChanged && !isSeenOtherwise(update)) return
      const drawn = new Drawing(view).draw()
      this.all = drawn.all
      this.atoms = drawn.atoms
    }
  },
  {
    decorations: ({ all }) => all,
    provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.atoms ?? Decoration.none),
    eventObservers: {
      // Draws what was kept back during the composition.
      compositionend: (_event, view) => void setTimeout(() => view.dom.isConnected && view.dispatch({})),
    },
  },
)

function isSeenOtherwise(update: ViewUpdate): boolean {
  const { startState, state, selectionSet, viewportChanged, focusChanged, transactions } = update
  return (
    selectionSet ||
    viewportChanged ||
    focusChanged ||
    transactions.length > 0 ||
    syntaxTree(startState) !== syntaxTree(state)
  )
}

/** One pass over the lines in sight. */
class Drawing {
  readonly #view: EditorView
  readonly #state: EditorState
  readonly #all: Range<Decoration>[] = []
  readonly #atoms: Range<Decoration>[] = []

  constructor(view: EditorView) {
    this.#view = view
    this.#state = view.state
  }

  draw(): Drawn {
    const tree = syntaxTree(this.#state)
    for (const { from, to } of this.#view.visibleRanges) {
      this.#drawLines(from, to)
      tree.iterate({ from, to, enter: (node) => this.#enter(node, from, to) })
    }
    return { all: Decoration.set(this.#all, true), atoms: Decoration.set(this.#atoms, true) }
  }

  /** False if its children need no look. */
  #enter(node: SyntaxNodeRef, from: number, to: number): boolean {
    const { name } = node
    const block = BLOCKS[name]
    if (block !== undefined) this.#markLines(Math.max(node.from, from), Math.min(node.to, to), block)
    if (name === 'Link' || name === 'InsideLink' || name === 'Image') return this.#drawLink(node)
    if (name === 'Autolink' || name === 'URL') return this.#drawAddress(node)
    if (name === 'ListMark') this.#drawListMark(node)
    else if (name === 'HorizontalRule') this.#drawRule(node)
    else if (name === 'QuoteMark') this.#hideUnlessNear(node.from, this.#skipSpace(node.to), node)
    else if (name === 'Escape') this.#hideUnlessNear(node.from, node.from + 1, node)
    else if (MARKS.has(name)) this.#drawMark(node)
    const style = STYLED[name]
    if (style !== undefined) this.#style(node.from, node.to, style)
    return true
  }

  #drawMark(node: SyntaxNodeRef): void {
    const parent = node.node.parent
    if (parent?.name === 'FencedCode' || parent?.name.startsWith('Setext'))
      return this.#style(node.from, node.to, 'mark')
    const isHeading = node.name === 'HeaderMark' && node.from === parent?.from
    this.#hideUnlessNear(node.from, isHeading ? this.#skipSpace(node.to) : node.to, parent ?? node)
  }

  /** A letter is always a chip. Of another link the address is hidden until the caret is there. */
  #drawLink(node: SyntaxNodeRef): boolean {
    const target = findTarget(this.#state.doc, node)
    if (target === null) return true
    const { from, to } = node
    const isPicture = node.name === 'Image'
    const widget = isPicture
      ? this.#pictureOf(target, node)
      : target.startsWith('fumikura://')
        ? new ChipWidget(target, readWords(this.#state.doc, node), this.#state.facet(surroundings))
        : null
    if (widget !== null && this.#isOneLine(from, to)) {
      this.#addAtom(from, to, Decoration.replace({ widget }))
      return false
    }
    if (isPicture) return true
    this.#style(from, to, 'link')
    const words = node.node.getChildren('LinkMark')
    if (words.length < 2 || this.#isNear(node)) return true
    this.#hide(words[0]!.from, words[0]!.to)
    this.#hide(words[1]!.from, to)
    return true
  }

  #pictureOf(target: string, node: SyntaxNodeRef): PictureWidget | null {
    const attachment = parseAttached(target)
    const picture = attachment === null ? null : this.#state.facet(surroundings).picture(attachment)
    if (picture === null) return null
    return new PictureWidget(picture, readWords(this.#state.doc, node), this.#isNear(node))
  }

  /** An address without words. The reader links only complete ones. */
  #drawAddress(node: SyntaxNodeRef): boolean {
    const parent = node.node.parent?.name
    if (parent === 'Link' || parent === 'Image' || parent === 'LinkReference') {
      this.#style(node.from, node.to, 'mark')
    } else if (
      parent !== 'Autolink' &&
      /^(?:https?:|mailto:)/u.test(this.#state.sliceDoc(node.from, node.to))
    ) {
      this.#style(node.from, node.to, 'link')
    }
    return true
  }

  #drawListMark(node: SyntaxNodeRef): void {
    const item = node.node.parent
    const line = this.#state.doc.lineAt(node.from)
    let depth = 0
    for (let at = item; at !== null; at = at.parent) if (at.name === 'ListItem') depth++
    this.#all.push(Decoration.line({ class: `item item-${Math.min(depth, 4)}` }).range(line.from))
    const isNumber = item?.parent?.name === 'OrderedList'
    const indent = this.#state.sliceDoc(line.from, node.from)
    const from = /^\s*$/u.test(indent) ? line.from : node.from
    const to = this.#skipSpace(node.to)
    // Without a space it is not yet a list: the person still types.
    if (to === node.to) return
    const sign = isNumber ? this.#state.sliceDoc(node.from, node.to) : '•'
    this.#addAtom(from, to, Decoration.replace({ widget: new BulletWidget(sign) }))
  }

  #drawRule(node: SyntaxNodeRef): void {
    if (!this.#isNear(node))
      this.#all.push(Decoration.replace({ widget: new RuleWidget() }).range(node.from, node.to))
    else this.#style(node.from, node.to, 'mark')
  }

  #drawLines(from: number, to: number): void {
    for (const line of this.#linesOf(from, to)) {
      const isGap =
        line.length === 0 && line.number < this.#state.doc.lines && this.#hasWordsBefore(line.number)
      this.#all.push((isGap ? GAP : PLAIN).range(line.from))
    }
  }

  #hasWordsBefore(lineNumber: number): boolean {
    return lineNumber > 1 && this.#state.doc.line(lineNumber - 1).length > 0
  }

  #markLines(from: number, to: number, style: string): void {
    for (const line of this.#linesOf(from, to))
      this.#all.push(Decoration.line({ class: style }).range(line.from))
  }

  *#linesOf(from: number, to: number): Generator<Line> {
    for (let at = from; at <= to;) {
      const line = this.#state.doc.lineAt(at)
      yield line
      at = line.to + 1
    }
  }

  #hideUnlessNear(from: number, to: number, owner: { from: number; to: number }): void {
    if (this.#isNear(owner)) this.#style(from, to, 'mark')
    else this.#hide(from, to)
  }

  #hide(from: number, to: number): void {
    if (from < to && this.#isOneLine(from, to)) this.#all.push(HIDDEN.range(from, to))
  }

  #addAtom(from: number, to: number, decoration: Decoration): void {
    const range = decoration.range(from, to)
    this.#all.push(range)
    this.#atoms.push(range)
  }

  #style(from: number, to: number, style: string): void {
    if (from < to) this.#all.push(Decoration.mark({ class: style }).range(from, to))
  }

  #isNear({ from, to }: { from: number; to: number }): boolean {
    return (
      this.#view.hasFocus &&
      this.#state.selection.ranges.some((range) => range.from <= to && range.to >= from)
    )
  }

  #isOneLine(from: number, to: number): boolean {
    return this.#state.doc.lineAt(from).to >= to
  }

  #skipSpace(at: number): number {
    return this.#state.sliceDoc(at, at + 1) === ' ' ? at + 1 : at
  }
}
