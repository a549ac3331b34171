// Places an open menu below its button if there is room, else above, and always inside the window.
const GAP_PX = 4
const MARGIN_PX = 8

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

interface Size {
  width: number
  height: number
}

/** What is covered by the phone's own bars and its notch, on each side. */
const UNCOVERED: Box = { left: 0, right: 0, top: 0, bottom: 0 }

export function placeMenu(
  button: Box,
  menu: Size,
  view: Size,
  covered = UNCOVERED,
): { left: number; top: number } {
  const [first, last] = [covered.top + MARGIN_PX, view.height - covered.bottom - MARGIN_PX]
  const [start, end] = [covered.left + MARGIN_PX, view.width - covered.right - MARGIN_PX]
  const below = button.bottom + GAP_PX
  const above = button.top - GAP_PX - menu.height
  const fitsBelow = below + menu.height <= last
  const startsLeft = button.left + menu.width <= end
  const left = startsLeft ? button.left : button.right - menu.width
  return {
    left: Math.max(start, Math.min(left, end - menu.width)),
    top: fitsBelow || above < first ? Math.max(first, Math.min(below, last - menu.height)) : above,
  }
}

/** Positions an open menu or sheet beside its button. It must be `position: fixed`. */
export function placeBeside(button: HTMLElement, opened: HTMLElement): void {
  const { clientWidth, clientHeight } = document.documentElement
  const view = { width: clientWidth, height: clientHeight }
  const { left, top } = placeMenu(
    button.getBoundingClientRect(),
    opened.getBoundingClientRect(),
    view,
    coveredSides(),
  )
  opened.style.setProperty('left', `${left}px`)
  opened.style.setProperty('top', `${top}px`)
}

function coveredSides(): Box {
  const style = getComputedStyle(document.body)
  const side = (name: string): number => Number.parseFloat(style.getPropertyValue(`padding-${name}`)) || 0
  return { left: side('left'), right: side('right'), top: side('top'), bottom: side('bottom') }
}
