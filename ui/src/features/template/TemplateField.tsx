import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { history, redo, standardKeymap, undo } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { syntaxHighlighting } from "@codemirror/language";
import { Annotation, Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import { Decoration, EditorView, keymap, placeholder as placeholderOf, tooltips } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { tell } from "../../app/notices";
import type { Problem } from "../../bridge/types";
import { copy } from "../../copy";
import { cx } from "../../look/cx";
import { canBeImported } from "../drafts/pasted";
import { ProblemList } from "../workbench/ProblemList";
import type { Insertable } from "../workbench/placeholders";
import { chips, goToChipAtCaret, known, openChipAtCaret } from "./chips";
import { InsertMenu } from "./InsertMenu";
import { KeyOffer } from "./KeyOffer";
import { looksLikeKey } from "./looksLikeKey";
import { suggest } from "./suggest";
import styles from "./TemplateField.module.css";
import { UnknownNames } from "./UnknownNames";

export interface TemplateFieldProps {
  label: string;
  hideLabel?: boolean;
  value: string;
  onChange(value: string): void;
  insertables: readonly Insertable[];
  kind?: "line" | "json" | "text";
  placeholder?: string | undefined;
  /** Stands before the text: the server's address. */
  before?: ReactNode;
  /** The place in the document. */
  at?: string | undefined;
  problems?: readonly Problem[];
  /** Adds a question; without it, unknown names stay unknown. */
  onMakeQuestion?: ((name: string, example?: string) => void) | undefined;
  /** Keeps a pasted key in the keychain and gives back the secret's name. */
  onStoreSecret?: ((value: string) => Promise<string | null>) | undefined;
  /** Takes a whole web address that was pasted or typed; `true`: it was taken. */
  onWholeAddress?: ((text: string) => void) | undefined;
  /** Takes a pasted command, description, collection or recording. */
  onImport?: ((text: string) => void) | undefined;
  /** The text as it is when the field is left, or Enter pressed. */
  onCommit?: ((text: string) => void) | undefined;
  /** From 1; marks the line. */
  brokenLine?: number | undefined;
  hideTools?: boolean;
}

const fromOutside = Annotation.define<boolean>();
const wholeAddress = /^\s*https?:\/\/\S+$/i;
/** `h`, `http`, `https://shop`: it may become a whole address. */
const unfinishedAddress = /^\s*(h|ht|htt|https?|https?:|https?:\/|https?:\/\/.*)$/i;
const brokenMark = Decoration.line({ class: styles.broken ?? "" });

/** A text with placeholders, as one line or several. */
export function TemplateField(props: TemplateFieldProps) {
  const {
    label,
    hideLabel,
    value,
    insertables,
    kind = "line",
    placeholder,
    before,
    at,
    problems = [],
    brokenLine,
  } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const [keyPasted, setKeyPasted] = useState<string | null>(null);
  const [parts] = useState(() => ({ known: new Compartment(), broken: new Compartment(), history: new Compartment() }));
  const problemsId = useId();

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!host.current) return;
    const isLine = kind === "line";
    const isWhole = (one: EditorView) =>
      Boolean(latest.current.onWholeAddress) && wholeAddress.test(one.state.doc.toString());
    const commit = (isHandled: boolean) => {
      const text = editor.current?.state.doc.toString() ?? "";
      if (latest.current.onWholeAddress && wholeAddress.test(text)) latest.current.onWholeAddress(text.trim());
      else latest.current.onCommit?.(text);
      return isHandled;
    };
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          chips,
          // Beside the panes, none of which may cut them off; inside a dialog, which keeps everything else out of reach.
          tooltips({ parent: tooltipPlace(host.current), position: "fixed" }),
          parts.known.of(known.of(latest.current.insertables)),
          parts.broken.of([]),
          parts.history.of(history()),
          Prec.high(keymap.of(completionKeymap)),
          keymap.of([
            { key: "Mod-z", run: undo },
            { key: "Mod-y", run: redo },
            { key: "Mod-Shift-z", run: redo },
            { key: "Alt-Enter", run: goToChipAtCaret },
            { key: "Mod-Enter", run: () => commit(false) },
            ...(isLine
              ? [
                  {
                    key: "Enter",
                    run: (one: EditorView) => (isWhole(one) || !openChipAtCaret(one) ? commit(true) : true),
                  },
                ]
              : []),
            ...standardKeymap,
          ]),
          autocompletion({
            override: [suggest((name) => latest.current.onMakeQuestion?.(name))],
            icons: false,
            optionClass: (completion) => styles[`option_${completion.type}`] ?? "",
          }),
          isLine ? oneLine : EditorView.lineWrapping,
          kind === "json" ? jsonLook : [],
          placeholder ? placeholderOf(placeholder) : [],
          EditorView.contentAttributes.of({
            "aria-label": label,
            "aria-multiline": String(!isLine),
            ...(isLine ? {} : { "aria-describedby": problemsId }),
          }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((one) => one.annotation(fromOutside))) return;
            const text = update.state.doc.toString();
            // A whole address is taken apart when it is finished; half of one is never saved as a path.
            if (latest.current.onWholeAddress && unfinishedAddress.test(text)) return;
            latest.current.onChange(text);
          }),
          EditorView.domEventHandlers({
            blur: () => commit(false),
            paste: (event, one) => {
              const text = event.clipboardData?.getData("text/plain") ?? "";
              if (latest.current.onImport && canBeImported(text)) {
                event.preventDefault();
                latest.current.onImport(text);
                return true;
              }
              const key = latest.current.onStoreSecret ? looksLikeKey(text) : null;
              if (key) {
                event.preventDefault();
                setKeyPasted(key);
                return true;
              }
              if (latest.current.onWholeAddress && wholeAddress.test(text)) {
                event.preventDefault();
                latest.current.onWholeAddress(text.trim());
                return true;
              }
              if (kind !== "text" && /[“”„‘’‚«»]/.test(text)) tell(copy.request.curlyQuotes);
              if (isLine && text !== text.trim()) {
                event.preventDefault();
                one.dispatch(one.state.replaceSelection(text.trim().replace(/\s*\n\s*/g, " ")), {
                  userEvent: "input.paste",
                });
                return true;
              }
              return false;
            },
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [kind, label, placeholder, parts, problemsId]);

  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === value) return;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: value },
      annotations: fromOutside.of(true),
      effects: parts.history.reconfigure([]),
    });
    view.dispatch({ effects: parts.history.reconfigure(history()) });
  }, [value, parts]);

  useEffect(() => {
    editor.current?.dispatch({ effects: parts.known.reconfigure(known.of(insertables)) });
  }, [insertables, parts]);

  useEffect(() => {
    const view = editor.current;
    if (!view) return;
    const line = brokenLine && brokenLine <= view.state.doc.lines ? view.state.doc.line(brokenLine).from : null;
    const marks = line === null ? [] : EditorView.decorations.of(Decoration.set([brokenMark.range(line)]));
    view.dispatch({ effects: parts.broken.reconfigure(marks) });
  }, [brokenLine, parts]);

  return (
    <div className={styles.field} data-at={at}>
      {!hideLabel && <span className={styles.label}>{label}</span>}
      <div className={cx(styles.box, styles[kind], problems.some((one) => one.severity === "error") && styles.wrong)}>
        {before}
        <div ref={host} className={styles.host} />
        {!props.hideTools && (
          <InsertMenu label={label} editor={editor} insertables={insertables} onMakeQuestion={props.onMakeQuestion} />
        )}
      </div>
      {keyPasted && (
        <KeyOffer
          value={keyPasted}
          editor={editor}
          onStore={(key) => latest.current.onStoreSecret?.(key) ?? Promise.resolve(null)}
          onDone={() => setKeyPasted(null)}
        />
      )}
      <UnknownNames value={value} insertables={insertables} onMakeQuestion={props.onMakeQuestion} />
      {/* The unknown names above say it already, with the way out. */}
      <ProblemList id={problemsId} problems={problems.filter((one) => one.code !== "undefined_placeholder")} />
    </div>
  );
}

/** Where the menu of an editor is drawn. */
function tooltipPlace(editor: HTMLElement): HTMLElement {
  const parent = editor.closest<HTMLElement>("[role=dialog]") ?? document.body;
  const known = parent.querySelector<HTMLElement>(`:scope > .${styles.tooltips}`);
  if (known) return known;
  const place = document.createElement("div");
  place.className = styles.tooltips ?? "";
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", copy.request.suggestions);
  parent.append(place);
  return place;
}

const oneLine: Extension = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const text = transaction.newDoc.toString().replace(/\s*\n\s*/g, " ");
  return [
    {
      changes: { from: 0, to: transaction.startState.doc.length, insert: text },
      selection: { anchor: Math.min(transaction.newSelection.main.head, text.length) },
    },
  ];
});

const jsonLook: Extension = [json(), syntaxHighlighting(classHighlighter)];
