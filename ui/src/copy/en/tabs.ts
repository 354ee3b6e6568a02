export const tabs = {
  label: "Open connectors",
  menu: "Menu of the tab",
  close: "Close",
  closeOne: (name: string) => `Close ${name}`,
  closeOthers: "Close the others",
  closeRight: "Close those to the right",
  closeAll: "Close all",
  reopen: "Open the last closed one again",
  keep: "Keep this tab",
  preview: "only looked at: the next one takes its place. Double-click or edit to keep it.",
};
