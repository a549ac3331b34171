// Gives a picture its room before it is loaded, so that the text below it does not jump.

interface Size {
  /** In pixels, as the picture is displayed; null if unknown. */
  width: number | null
  height: number | null
}

/** `most`: the longest side, in rem. */
export function holdRoom({ style }: HTMLImageElement, { width, height }: Size, most: number): void {
  if (width === null || height === null || width <= 0 || height <= 0) return
  const ratio = width / height
  style.aspectRatio = `${width} / ${height}`
  style.inlineSize = `min(100%, ${(most * Math.min(1, ratio)).toFixed(3)}rem, ${width}px)`
}
