// Keeps a section at the top of its pane while the other sections are still read and grow. It ends
// when the person scrolls or presses something.

const ACTS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/** Only the pane scrolls, because the frame around it must not move. Call the result to stop. */
export function keepAtTop(section: HTMLElement, pane: HTMLElement): () => void {
  const align = (): void => {
    pane.scrollTop += section.getBoundingClientRect().top - pane.getBoundingClientRect().top
  }
  const observer = new ResizeObserver(align)
  const stop = (): void => {
    observer.disconnect()
    for (const act of ACTS) removeEventListener(act, stop, true)
  }
  for (const one of section.parentElement?.children ?? []) observer.observe(one)
  for (const act of ACTS) addEventListener(act, stop, true)
  return stop
}
