import { HighlightStyle, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { RangeSetBuilder, type Extension } from '@codemirror/state'
import {
  Decoration,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view'

const mark = (colour: string) => Decoration.mark({ class: `cm-${colour}` })
const key = mark('key')
const fn = mark('fn')
const MARKS: Record<string, Decoration> = {
  Keyword: key,
  Type: fn,
  Builtin: fn,
  String: mark('str'),
  Number: mark('num'),
  Bool: mark('num'),
  Null: mark('num'),
  LineComment: mark('com'),
  BlockComment: mark('com'),
}
/** Words that stand before a bracket and call nothing. */
const NO_CALL =
  /^(in|not|and|or|as|on|using|values|over|from|select|where|when|then|else|with|by|union|all|any|exists)$/i

function marksOf(view: EditorView): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter({ name, from: start, to: end }) {
        const word = /^(Keyword|Type|Builtin|Identifier)$/.test(name) ? view.state.sliceDoc(start, end) : ''
        const isCall = word !== '' && !NO_CALL.test(word) && view.state.sliceDoc(end, end + 1) === '('
        // a function is told by its bracket: many share their name with columns and keywords
        const found = isCall ? fn : name === 'Builtin' ? undefined : MARKS[name]
        if (found && end > start) marks.add(start, end, found)
      },
    })
  }
  return marks.finish()
}

const painter = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = marksOf(view)
    }
    update(update: ViewUpdate) {
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (update.docChanged || update.viewportChanged || isParsed) this.decorations = marksOf(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

/** Colours of SQL; an empty style keeps those of the library, which know one theme only, away. */
export const editorColours: Extension = [syntaxHighlighting(HighlightStyle.define([])), painter]
