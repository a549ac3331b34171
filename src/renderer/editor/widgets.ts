// What is drawn in the place of Markdown: the sign of a list item, a rule, and a letter as a chip.
import { WidgetType, type EditorView } from '@codemirror/view'
import { holdRoom } from '../picture/hold-room.ts'
import type { Surroundings, TextPicture } from './surroundings.ts'

/** The longest side of a picture. */
const MOST_REM = 20
const SVG = 'http://www.w3.org/2000/svg'

export class BulletWidget extends WidgetType {
  readonly sign: string

  constructor(sign: string) {
    super()
    this.sign = sign
  }

  override eq(other: BulletWidget): boolean {
    return other.sign === this.sign
  }

  toDOM(): HTMLElement {
    return element('bullet', this.sign)
  }
}

export class RuleWidget extends WidgetType {
  override eq(): boolean {
    return true
  }

  toDOM(): HTMLElement {
    return element('rule')
  }
}

/** A letter, or a passage of it: its words, then who wrote it and when. */
export class ChipWidget extends WidgetType {
  readonly ref: string
  readonly words: string
  readonly #around: Surroundings

  constructor(ref: string, words: string, around: Surroundings) {
    super()
    this.ref = ref
    this.words = words
    this.#around = around
  }

  override eq(other: ChipWidget): boolean {
    return other.ref === this.ref && other.words === this.words
  }

  toDOM(): HTMLElement {
    const chip = element('chip')
    chip.append(drawArrow(), element('words', this.words === '' ? this.#around.letterWords() : this.words))
    void this.#around.nameLetter(this.ref).then((name) => {
      if (name !== null) chip.append(element('whose', name))
    })
    return chip
  }

  /** A press puts the caret beside it. */
  override ignoreEvent(): boolean {
    return false
  }
}

/** An attached picture, and what is said beside it. */
export class PictureWidget extends WidgetType {
  readonly picture: TextPicture
  readonly words: string
  /** True while the caret is beside it, or it is selected. */
  readonly isChosen: boolean

  constructor(picture: TextPicture, words: string, isChosen: boolean) {
    super()
    this.picture = picture
    this.words = words
    this.isChosen = isChosen
  }

  override eq({ picture, words, isChosen }: PictureWidget): boolean {
    const { address, note } = this.picture
    const isSame = address === picture.address && note === picture.note && words === this.words
    return isSame && isChosen === this.isChosen
  }

  override updateDOM(frame: HTMLElement): boolean {
    if (frame.dataset['address'] !== this.picture.address || frame.dataset['note'] !== this.picture.note)
      return false
    frame.classList.toggle('chosen', this.isChosen)
    frame.querySelector('img')!.alt = this.#alt
    return true
  }

  get #alt(): string {
    return this.words === '' ? this.picture.name : this.words
  }

  override toDOM(view: EditorView): HTMLElement {
    const { address, name, note } = this.picture
    const frame = element('picture')
    frame.classList.toggle('chosen', this.isChosen)
    Object.assign(frame.dataset, { address, note })
    frame.title = name
    const image = new Image()
    holdRoom(image, this.picture, MOST_REM)
    image.addEventListener('load', () => view.requestMeasure())
    image.alt = this.#alt
    image.draggable = false
    image.src = address
    frame.append(image, ...(note === '' ? [] : [element('about', note)]))
    return frame
  }

  override get estimatedHeight(): number {
    return 200
  }

  override ignoreEvent(): boolean {
    return false
  }
}

export function element(style: string, words = ''): HTMLElement {
  const span = document.createElement('span')
  span.className = style
  span.textContent = words
  return span
}

/** The reply sign of the page. */
function drawArrow(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  for (const d of ['M20 18v-2a4 4 0 0 0-4-4H4', 'm9 17-5-5 5-5']) {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('d', d)
    svg.append(path)
  }
  return svg
}
