// @vitest-environment jsdom
import { render } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { combination, useShortcut } from "./shortcuts";

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
