import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { SQLDialect, sql } from '@codemirror/lang-sql'
import { syntaxTree } from '@codemirror/language'
import { Compartment, EditorState, Prec, StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, keymap, type DecorationSet } from '@codemirror/view'
import type { CatalogueAnswer, DialectAnswer } from '@relance/backend/contract'
import { basicSetup } from 'codemirror'
import { optionsAt } from './complete'
import { editorColours } from './editor-colours'
import { editorTheme } from './editor-theme'

export interface EditorActs {
  changed: (text: string) => void
  run: () => void
  save: () => void
}
export interface EditorWords {
  label: string
  /** of the search panel, by the English that the library says */
  phrases: Record<string, string>
}

const setFault = StateEffect.define<number | null>()
const faultMark = Decoration.mark({ class: 'cm-fault' })
/** The word at which the engine stopped reading; gone with the next change. */
const fault = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    if (change.docChanged) return Decoration.none
    for (const effect of change.effects) {
      if (!effect.is(setFault)) continue
      if (effect.value === null) return Decoration.none
      const from = Math.min(effect.value, Math.max(0, change.state.doc.length - 1))
      const word = change.state.wordAt(from) ?? { from, to: Math.min(from + 1, change.state.doc.length) }
      return word.to > word.from ? Decoration.set([faultMark.range(word.from, word.to)]) : Decoration.none
    }
    return marks
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** What the server tells of the tables and of its language. */
interface Known {
  catalogue: CatalogueAnswer
  dialect: DialectAnswer
}

/** ClickHouse as the server that runs the statements tells it; names of columns are no keywords, whatever it says. */
function language({ catalogue, dialect: words }: Known) {
  const columns = new Set(catalogue.tables.flatMap((table) => table.columns.map(({ name }) => name)))
  const joined = (list: string[]) =>
    [...new Set(list.flatMap((word) => word.toLowerCase().split(' ')))]
      .filter((word) => !columns.has(word))
      .join(' ')
  const dialect = SQLDialect.define({
    keywords: joined(words.keywords),
    types: joined(words.types),
    builtin: joined(words.functions.map(({ name }) => name)),
    backslashEscapes: true,
    identifierQuotes: '"`',
    caseInsensitiveIdentifiers: true,
    operatorChars: '*+-%<>!=&|~^/?:',
  })
  return sql({ dialect }).language
}

function completionAt(context: CompletionContext, { catalogue, dialect }: Known): CompletionResult | null {
  const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name
  if (/String|Comment/.test(inside)) return null
  const word = context.matchBefore(/\w*/)
  const from = word?.from ?? context.pos
  const before = context.state.sliceDoc(Math.max(0, from - 200), from)
  if (from === context.pos && !context.explicit && !before.endsWith('.')) return null
  return {
    from,
    options: optionsAt(before, context.state.doc.toString(), catalogue, dialect),
    validFor: /^\w*$/,
  }
}

/** The editor in a place of its own; `destroy` ends it. */
export function makeEditor(parent: ShadowRoot, text: string, words: EditorWords, acts: EditorActs) {
  const spoken = new Compartment()
  let tell: (known: Known) => void = () => undefined
  // Words asked for before the server told its own come when it has.
  let known = new Promise<Known>((resolve) => (tell = resolve))
  const view = new EditorView({
    root: parent,
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(
          keymap.of([
            { key: 'Mod-Enter', run: () => (acts.run(), true) },
            { key: 'Mod-s', run: () => (acts.save(), true), preventDefault: true },
          ]),
        ),
        basicSetup,
        editorColours,
        editorTheme,
        fault,
        EditorState.phrases.of(words.phrases),
        EditorView.contentAttributes.of({ 'aria-label': words.label, spellcheck: 'false', tabindex: '0' }),
        EditorView.lineWrapping,
        spoken.of([]),
        autocompletion({
          override: [async (context) => completionAt(context, await known)],
          icons: false,
          maxRenderedOptions: 9,
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) acts.changed(update.state.doc.toString())
        }),
      ],
    }),
  })
  return {
    speak(catalogue: CatalogueAnswer, dialect: DialectAnswer) {
      const told = { catalogue, dialect }
      tell(told)
      known = Promise.resolve(told)
      view.dispatch({ effects: spoken.reconfigure(language(told)) })
    },
    /** Another text, unless it is the one that stands there. */
    replace(next: string) {
      if (next === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    insert(word: string) {
      view.dispatch(view.state.replaceSelection(word))
      view.focus()
    },
    /** What is selected, where it begins; undefined for nothing. */
    selection() {
      const { from, to } = view.state.selection.main
      return from === to ? undefined : { sql: view.state.sliceDoc(from, to), at: from }
    },
    fault(at: number | null) {
      view.dispatch({ effects: setFault.of(at) })
    },
    goTo(at: number) {
      const anchor = Math.max(0, Math.min(at, view.state.doc.length))
      view.dispatch({ selection: { anchor }, scrollIntoView: true })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}

export type Editor = ReturnType<typeof makeEditor>
