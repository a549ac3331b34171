// The limit of `ui`: a page without scripts, with as many rows as a browser scrolls easily.
const ROWS = 2000

export function plainPage(): string {
  const rows = Array.from(
    { length: ROWS },
    (_, at) => `<li>No. ${at + 1}: about the garden<br>bob, on a Tuesday</li>`,
  )
  return `<!doctype html><style>
    body { margin: 0; font: 15px sans-serif }
    ul { block-size: 100vh; margin: 0; padding: 0; overflow-y: scroll; list-style: none }
    li { block-size: 72px; box-sizing: border-box; padding: 12px; border-block-end: 1px solid #ddd }
  </style><ul role="list">${rows.join('')}</ul>`
}
