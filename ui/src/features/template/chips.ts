/**
 * Placeholders drawn as chips. A chip is one thing to the caret: one Backspace deletes it. Enter beside it or a double
 * click opens it as text again, until the caret leaves. Under the pointer it says what it stands for and leads there;
 * with the caret beside it Alt+Enter does.
 */
import { Facet, type Range, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  hoverTooltip,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from "@codemirror/view";
import { copy } from "../../copy";
import { type Insertable, placeholders, type Span } from "../workbench/placeholders";
import { askToGoTo } from "./goTo";
import styles from "./TemplateField.module.css";

/** What the placeholders of this editor may name. */
export const known = Facet.define<readonly Insertable[], readonly Insertable[]>({ combine: (all) => all[0] ?? [] });

const openAt = StateEffect.define<number | null>();

const opened = StateField.define<number | null>({
  create: () => null,
  update(at, transaction) {
    for (const effect of transaction.effects) if (effect.is(openAt)) return effect.value;
    if (at === null) return null;
    const from = transaction.changes.mapPos(at, -1);
    const span = placeholders(transaction.newDoc.toString()).find((one) => one.from === from);
    const head = transaction.newSelection.main.head;
    return span && head > span.from && head < span.to ? from : transaction.docChanged ? from : null;
  },
});

class Chip extends WidgetType {
  constructor(
    readonly span: Span,
    readonly found: Insertable | undefined,
  ) {
    super();
  }

  override eq(other: Chip) {
    return (
      other.span.reference === this.span.reference &&
      other.span.from === this.span.from &&
      other.found?.detail === this.found?.detail &&
      Boolean(other.found) === Boolean(this.found)
    );
  }

  override toDOM(view: EditorView) {
    const { reference, origin } = this.span;
    const chip = document.createElement("span");
    chip.className = `${styles.chip} ${this.found ? styles[`origin_${origin}`] : styles.unknown}`;
    const words = this.found ? copy.request.chips[origin] : copy.request.chips.unknown;
    chip.title = this.found?.detail ? `${words}: ${this.found.detail}` : words;
    chip.textContent = this.found ? shownName(reference, origin) : `⚠ ${reference}`;
    if (this.found && origin === "secret") chip.prepend(lock());
    chip.dataset.chip = reference;
    chip.ondblclick = () => open(view, view.posAtDOM(chip));
    return chip;
  }

  override ignoreEvent() {
    return false;
  }
}

function shownName(reference: string, origin: Span["origin"]): string {
  if (origin === "secret") return reference.slice("secret.".length);
  if (origin === "setting") return reference.slice("setting.".length);
  return reference;
}

/** A small lock, drawn here because a chip is no React element. */
function lock(): SVGElement {
  const name = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(name, "svg");
  for (const [key, value] of [
    ["viewBox", "0 0 12 12"],
    ["class", styles.lock ?? ""],
    ["aria-hidden", "true"],
  ] as const) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(name, "path");
  path.setAttribute("d", "M2.500 5.500h7v5h-7zM4 5.500V4a2 2 0 0 1 4 0v1.500");
  svg.append(path);
  return svg;
}

function open(view: EditorView, from: number) {
  view.dispatch({ effects: openAt.of(from), selection: { anchor: from + 1 } });
  view.focus();
}

/** Opens the chip beside the caret, if there is one. */
export function openChipAtCaret(view: EditorView): boolean {
  const { head, empty } = view.state.selection.main;
  if (!empty) return false;
  const span = placeholders(view.state.doc.toString()).find((one) => one.from === head || one.to === head);
  if (!span) return false;
  open(view, span.from);
  return true;
}

/** Goes to where the value of the chip beside the caret comes from, if there is one. */
export function goToChipAtCaret(view: EditorView): boolean {
  const { head, empty } = view.state.selection.main;
  if (!empty) return false;
  const span = placeholders(view.state.doc.toString()).find((one) => one.from === head || one.to === head);
  if (!span || !isKnown(view, span)) return false;
  askToGoTo(view.dom, span.reference);
  return true;
}

function isKnown(view: EditorView, span: Span): boolean {
  return view.state.facet(known).some((one) => one.reference === span.reference);
}

/** What a chip stands for, its value as far as it may be shown, and the way to it. */
const explanation = hoverTooltip(
  (view, position) => {
    const span = placeholders(view.state.doc.toString()).find((one) => one.from <= position && position <= one.to);
    if (!span) return null;
    const found = view.state.facet(known).find((one) => one.reference === span.reference);
    return { pos: span.from, end: span.to, above: true, create: () => ({ dom: explain(view, span, found) }) };
  },
  { hoverTime: 400 },
);

function explain(view: EditorView, span: Span, found: Insertable | undefined): HTMLElement {
  const words = copy.request.chips;
  const box = document.createElement("div");
  box.className = styles.explanation ?? "";
  const line = (text: string) => {
    const part = document.createElement("div");
    part.textContent = text;
    box.append(part);
  };
  line(found ? words[span.origin] : `⚠ ${words.unknown}`);
  if (found?.detail) line(found.detail);
  if (found?.value) line(words.now(found.value));
  if (found) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.goTo;
    button.title = "Alt+Enter";
    button.onclick = () => askToGoTo(view.dom, span.reference);
    box.append(button);
  }
  return box;
}

function draw(view: EditorView): DecorationSet {
  const insertables = view.state.facet(known);
  const at = view.state.field(opened);
  const marks: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    const start = view.state.doc.lineAt(from).from;
    const text = view.state.doc.sliceString(start, view.state.doc.lineAt(to).to);
    for (const span of placeholders(text)) {
      const place = { ...span, from: span.from + start, to: span.to + start };
      if (place.from === at) continue;
      const found = insertables.find((one) => one.reference === span.reference);
      marks.push(Decoration.replace({ widget: new Chip(place, found) }).range(place.from, place.to));
    }
  }
  return Decoration.set(marks, true);
}

const plugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = draw(view);
    }
    update(update: ViewUpdate) {
      const isNew =
        update.docChanged ||
        update.viewportChanged ||
        update.startState.facet(known) !== update.state.facet(known) ||
        update.startState.field(opened) !== update.state.field(opened);
      if (isNew) this.decorations = draw(update.view);
    }
  },
  {
    decorations: (value) => value.decorations,
    provide: (value) => EditorView.atomicRanges.of((view) => view.plugin(value)?.decorations ?? Decoration.none),
  },
);

export const chips = [opened, plugin, explanation];
