// @vitest-environment jsdom
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { copy } from "../copy";
import { PaneBoundary } from "./PaneBoundary";

let works = false;

function Pane() {
  if (!works) throw new Error("a fault of a pane");
  return <p>the pane</p>;
}

/** UX 68. */
it("a pane that stops working says so in its place, and the rest goes on", async () => {
  const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
  render(
    <>
      <p>the rest</p>
      <PaneBoundary>
        <Pane />
      </PaneBoundary>
    </>,
  );
  expect(screen.getByText("the rest")).toBeDefined();
  expect(screen.getByText(copy.common.paneFailed)).toBeDefined();
  expect(screen.getByText("a fault of a pane")).toBeDefined();
  works = true;
  await userEvent.click(screen.getByRole("button", { name: copy.common.reload }));
  expect(screen.getByText("the pane")).toBeDefined();
  complaints.mockRestore();
});
