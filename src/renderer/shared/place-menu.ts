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

export function placeMenu(button: Box, menu: Size, view: Size): { left: number; top: number } {
  const below = button.bottom + GAP_PX
  const above = button.top - GAP_PX - menu.height
  const fitsBelow = below + menu.height + MARGIN_PX <= view.height
  const startsLeft = button.left + menu.width + MARGIN_PX <= view.width
  const left = startsLeft ? button.left : button.right - menu.width
  return {
    left: Math.max(MARGIN_PX, Math.min(left, view.width - menu.width - MARGIN_PX)),
    top:
      fitsBelow || above < MARGIN_PX
        ? Math.max(MARGIN_PX, Math.min(below, view.height - menu.height - MARGIN_PX))
        : above,
  }
}

/** Positions an open menu or sheet beside its button. It must be `position: fixed`. */
export function placeBeside(button: HTMLElement, opened: HTMLElement): void {
  const { clientWidth, clientHeight } = document.documentElement
  const view = { width: clientWidth, height: clientHeight }
  const { left, top } = placeMenu(button.getBoundingClientRect(), opened.getBoundingClientRect(), view)
  opened.style.setProperty('left', `${left}px`)
  opened.style.setProperty('top', `${top}px`)
}
