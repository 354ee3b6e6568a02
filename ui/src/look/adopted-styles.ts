/**
 * CodeMirror writes its rules into a <style> element, which the window's content policy (`style-src 'self'`) refuses.
 * Constructed style sheets are allowed, so its style module is told to use those. Where they do not exist (jsdom),
 * nothing is changed.
 */
import { StyleModule } from "style-mod";

const sheets = new Map<StyleModule, CSSStyleSheet>();

function sheetOf(module: StyleModule): CSSStyleSheet {
  const known = sheets.get(module);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(module.getRules());
  sheets.set(module, sheet);
  return sheet;
}

function mountAdopted(
  root: Document | ShadowRoot | DocumentOrShadowRoot,
  modules: StyleModule | readonly StyleModule[],
) {
  const list = Array.isArray(modules) ? (modules as readonly StyleModule[]) : [modules as StyleModule];
  const missing = list.map(sheetOf).filter((sheet) => !root.adoptedStyleSheets.includes(sheet));
  // CodeMirror hands its modules over with the weakest first, which is the order of style sheets too.
  if (missing.length > 0) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing];
}

export function adoptEditorStyles() {
  if ("adoptedStyleSheets" in document && typeof CSSStyleSheet === "function") StyleModule.mount = mountAdopted;
}
