// @vitest-environment jsdom
import { render } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import {
  canBeShortcut,
  combination,
  combinationOf,
  conflicts,
  pressShortcut,
  setOwnKeys,
  shown,
  useShortcut,
} from "./shortcuts";

const press = (key: string, more: Partial<KeyboardEventInit> = {}) =>
  combination(new KeyboardEvent("keydown", { key, ...more }));

describe("key combinations", () => {
  it("are told the same way on every keyboard", () => {
    expect(press("z", { ctrlKey: true })).toBe("Mod+Z");
    expect(press("Z", { ctrlKey: true, shiftKey: true })).toBe("Mod+Shift+Z");
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press("Enter", { ctrlKey: true })).toBe("Mod+Enter");
    expect(press("F2")).toBe("F2");
  });
});

function Offer({ act }: { act: () => unknown }) {
  useShortcut("run", act);
  return <input aria-label="text" />;
}

describe("a shortcut", () => {
  const ctrlEnter = () =>
    new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true });

  it("acts from inside an input, and the page does nothing of its own", () => {
    const act = vi.fn();
    const { getByLabelText, unmount } = render(<Offer act={act} />);
    const event = ctrlEnter();
    getByLabelText("text").dispatchEvent(event);
    expect(act).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
    unmount();
    window.dispatchEvent(ctrlEnter());
    expect(act).toHaveBeenCalledOnce();
  });

  it("can be declined, so that the one before acts", () => {
    const first = vi.fn();
    const view = render(
      <>
        <Offer act={first} />
        <Offer act={() => false} />
      </>,
    );
    window.dispatchEvent(ctrlEnter());
    expect(first).toHaveBeenCalledOnce();
    view.unmount();
  });
});

describe("keys of one's own", () => {
  it("stand above the first ones; an empty text switches off", () => {
    expect(combinationOf("save", { save: "Mod+J" })).toBe("Mod+J");
    expect(combinationOf("save", { save: "" })).toBe("");
    expect(combinationOf("save", {})).toBe("Mod+S");
  });

  it("are told when two shortcuts share them, and not when one is off", () => {
    expect([...conflicts({ save: "Mod+K" })]).toEqual([
      ["palette", ["save"]],
      ["save", ["palette"]],
    ]);
    expect(conflicts({ save: "", find: "" }).size).toBe(0);
    expect(conflicts({}).size).toBe(0);
  });

  it("act in place of the first ones", () => {
    const act = vi.fn();
    const { unmount } = render(<Offer act={act} />);
    const press = (key: string) =>
      window.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, cancelable: true }));
    setOwnKeys({ run: "Mod+J" });
    press("Enter");
    expect(act).not.toHaveBeenCalled();
    press("j");
    expect(act).toHaveBeenCalledOnce();
    setOwnKeys({});
    unmount();
  });

  it.each([
    ["Mod+Shift+Z", "Ctrl+Shift+Z", "⇧⌘Z"],
    ["Alt+Shift+F", "Alt+Shift+F", "⌥⇧F"],
    ["Mod++", "Ctrl++", "⌘+"],
    ["Mod+,", "Ctrl+,", "⌘,"],
    ["Ctrl+Tab", "Ctrl+Tab", "⌃Tab"],
    ["F2", "F2", "F2"],
    ["", "", ""],
  ])("%s is %s, on a Mac %s", (keys, others, mac) => {
    expect(shown(keys, false)).toBe(others);
    expect(shown(keys, true)).toBe(mac);
  });

  it("must hold a key that nobody types with", () => {
    expect(["Mod+J", "Alt+Shift+F", "F2", "Delete"].map(canBeShortcut)).toEqual([true, true, true, true]);
    expect(["J", "Shift+J", "?", "Enter", "ArrowUp"].map(canBeShortcut)).toEqual([false, false, false, false, false]);
  });
});

describe("the window's menu", () => {
  it("presses the keys where the focus is, so that an editor can take them first", () => {
    const act = vi.fn();
    const view = render(<Offer act={act} />);
    const input = view.getByLabelText("text");
    const editor = vi.fn((event: KeyboardEvent) => event.preventDefault());
    input.focus();
    pressShortcut("run");
    expect(act).toHaveBeenCalledOnce();
    input.addEventListener("keydown", editor);
    pressShortcut("run");
    expect(editor).toHaveBeenCalledOnce();
    expect(act).toHaveBeenCalledOnce();
    view.unmount();
  });

  it("reaches what has other keys, or none", () => {
    const act = vi.fn();
    const view = render(<Offer act={act} />);
    setOwnKeys({ run: "" });
    pressShortcut("run");
    expect(act).toHaveBeenCalledOnce();
    setOwnKeys({});
    view.unmount();
  });
});
