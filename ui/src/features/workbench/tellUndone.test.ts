import { beforeEach, expect, it, vi } from "vitest";
import { tell } from "../../app/notices";
import { tellUndone } from "./tellUndone";

vi.mock("../../app/notices", () => ({ tell: vi.fn() }));

const rename = { label: "Rename", left: [], changed: true, workbench: null };

beforeEach(() => void vi.mocked(tell).mockClear());

it("says what was undone, and names what somebody else has changed since", () => {
  tellUndone("undo", rename);
  tellUndone("redo", { ...rename, left: ["Shop", "Orders"] });
  tellUndone("undo", { ...rename, left: ["Shop"], changed: false });
  tellUndone("undo", { ...rename, label: null, changed: false });
  expect(vi.mocked(tell).mock.calls.flat()).toEqual([
    "Undone: Rename",
    "Done again: Rename. What was changed elsewhere since stays as it is: “Shop”, “Orders”.",
    "Nothing was done for “Rename”. What was changed elsewhere since stays as it is: “Shop”.",
    "There is nothing to undo.",
  ]);
});
