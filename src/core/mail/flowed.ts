// Joins the lines of `format=flowed` text (RFC 3676). A line that ends in a space continues in the
// next line of the same quote depth.
export function unflow(text: string, isDelSp: boolean): string {
  const lines: string[] = []
  let open: { depth: number; text: string[] } | null = null
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)![0].length
    const words = line.slice(depth).replace(/^ /, '')
    const isSignature = words === '-- '
    const isFlowed = words.endsWith(' ') && !isSignature
    const piece = isFlowed && isDelSp ? words.slice(0, -1) : words
    if (open !== null && open.depth === depth && !isSignature) open.text.push(piece)
    else {
      if (open !== null) lines.push(close(open))
      open = { depth, text: [piece] }
    }
    if (isFlowed) continue
    lines.push(close(open))
    open = null
  }
  if (open !== null) lines.push(close(open))
  return lines.join('\n')
}

function close({ depth, text }: { depth: number; text: string[] }): string {
  return `${'>'.repeat(depth)}${depth > 0 ? ' ' : ''}${text.join('')}`
}
