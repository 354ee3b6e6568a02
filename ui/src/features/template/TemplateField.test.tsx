// @vitest-environment jsdom
import { act, render } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { copy } from "../../copy";
import type { Insertable } from "../workbench/placeholders";
import { TemplateField } from "./TemplateField";

const known: Insertable[] = [
  { reference: "order_id", origin: "field", detail: "Your order number" },
  { reference: "secret.key", origin: "secret", detail: "" },
];

function show(value: string, onChange = vi.fn()) {
  const view = render(
    <TemplateField label="Address" value={value} insertables={known} onChange={onChange} onMakeQuestion={vi.fn()} />,
  );
  const chips = () => [...view.container.querySelectorAll<HTMLElement>("[data-chip]")].map((chip) => chip.dataset.chip);
  return { ...view, chips, onChange };
}

describe("a text with placeholders", () => {
  it("draws each placeholder as a chip that says where its value comes from", () => {
    const { container, chips } = show("/orders/{order_id}?k={secret.key}&x={{literal}}");
    expect(chips()).toEqual(["order_id", "secret.key"]);
    const titles = [...container.querySelectorAll<HTMLElement>("[data-chip]")].map((chip) => chip.title);
    expect(titles[0]).toBe(`${copy.request.chips.field}: Your order number`);
    expect(titles[1]).toBe(copy.request.chips.secret);
  });

  it("marks an unknown name in words and offers to make it a question", () => {
    const { getByRole, getByText } = show("/orders/{number}");
    expect(getByText(copy.request.unknown("number"))).toBeTruthy();
    expect(getByRole("button", { name: copy.request.makeQuestionNamed("number") })).toBeTruthy();
  });

  it("takes a value from outside without telling it back as typed", () => {
    const { rerender, container, onChange } = show("/a");
    act(() => rerender(<TemplateField label="Address" value="/b" insertables={known} onChange={onChange} />));
    expect(container.querySelector(".cm-content")?.textContent).toBe("/b");
    expect(onChange).not.toHaveBeenCalled();
  });

  it("has a name for screen readers and is one line", () => {
    const { getByRole } = show("/a");
    expect(getByRole("textbox", { name: "Address" }).getAttribute("aria-multiline")).toBe("false");
  });
});
