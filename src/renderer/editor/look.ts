// The look of the text in the editor: the same type as a read letter. It is written here and not in
// a stylesheet, because the editor has a root of its own.
import { EditorView } from '@codemirror/view'

const item = (depth: number): Record<string, { paddingInlineStart: string }> => ({
  [`.item-${depth}`]: { paddingInlineStart: `${depth * 1.5}em` },
})

export const look = EditorView.theme({
  '&': { background: 'none', font: 'inherit' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    overflow: 'visible',
    font: 'inherit',
    lineHeight: 'inherit',
  },
  '.cm-content': {
    padding: 'var(--text-padding, 0)',
    minBlockSize: 'var(--text-height, 0)',
    caretColor: 'var(--ink)',
    overflowWrap: 'anywhere',
  },
  // Without it the space after hidden marks could begin a line.
  '.cm-content.cm-lineWrapping': { whiteSpace: 'pre-wrap' },
  '.cm-line': { padding: '0' },
  // A line between two paragraphs is a gap, not a line.
  '.gap': { lineHeight: '0.9' },
  '.block-code.gap': { lineHeight: 'inherit' },
  '.cm-placeholder': { color: 'var(--faint)' },
  '.strong': { fontWeight: '600' },
  '.em': { fontStyle: 'italic' },
  // Japanese has no italics: it is emphasized by dots.
  '.em:lang(ja)': { fontStyle: 'normal', textEmphasis: 'filled sesame' },
  '.gone': { textDecoration: 'line-through' },
  '.link': { color: 'var(--indigo)', textDecoration: 'underline', textUnderlineOffset: '0.15em' },
  '.mark': {
    color: 'var(--faint)',
    fontWeight: '400',
    fontStyle: 'normal',
    textDecoration: 'none',
    textEmphasis: 'none',
  },
  '.link .mark, .mark.link': { color: 'var(--faint)' },
  '.code, .block-code, .block-table': { fontFamily: 'var(--mono)', fontSize: '0.8em' },
  '.code': { padding: '0.1em 0.3em', borderRadius: '4px', background: 'var(--raise)' },
  '.block-code': { background: 'var(--raise)', paddingInline: '0.75rem' },
  '.block-code .code': { fontSize: 'inherit', padding: '0' },
  '.heading': { fontWeight: '600', lineHeight: '1.35', paddingBlock: '0.35em 0.2em' },
  '.h1': { fontSize: '1.25em' },
  '.h2': { fontSize: '1.1em' },
  '.quote': {
    paddingInlineStart: '1rem',
    borderInlineStart: '2px solid var(--line)',
    color: 'var(--soft)',
  },
  '.item': { textIndent: '-1.5em' },
  '.item > *': { textIndent: '0' },
  ...item(1),
  ...item(2),
  ...item(3),
  ...item(4),
  '.bullet': {
    display: 'inline-block',
    minInlineSize: '1.5em',
    paddingInlineStart: '0.25em',
    color: 'var(--soft)',
    textIndent: '0',
    boxSizing: 'border-box',
  },
  '.rule': {
    display: 'inline-block',
    inlineSize: '100%',
    borderBlockEnd: '1px solid var(--edge)',
    verticalAlign: 'middle',
  },
  '.chip': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '0.5rem',
    boxSizing: 'border-box',
    maxInlineSize: 'min(34rem, 100%)',
    minBlockSize: '1.75rem',
    paddingInline: '0.625rem',
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    background: 'var(--paper)',
    color: 'var(--soft)',
    verticalAlign: 'middle',
    cursor: 'default',
    userSelect: 'none',
  },
  '.chip svg': {
    flex: 'none',
    inlineSize: '14px',
    blockSize: '14px',
    fill: 'none',
    stroke: 'currentcolor',
    strokeWidth: '2',
  },
  '.words': {
    overflow: 'hidden',
    color: 'var(--ink)',
    font: '400 var(--text-m) / 1.3 var(--serif)',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    unicodeBidi: 'isolate',
  },
  '.whose': { flex: 'none', font: 'var(--text-xs) / 1.3 var(--sans)', whiteSpace: 'nowrap' },
})
