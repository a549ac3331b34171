// The limit of typing: CodeMirror with wrapped lines and an undo history, and nothing else. It runs
// in a page of its own.
import { history, standardKeymap } from '@codemirror/commands'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'

export function openBareEditor(parent: Element, doc: string): void {
  const extensions = [history(), EditorView.lineWrapping, keymap.of(standardKeymap)]
  const view = new EditorView({ parent, state: EditorState.create({ doc, extensions }) })
  view.dispatch({ selection: { anchor: doc.length }, scrollIntoView: true })
  view.focus()
}
