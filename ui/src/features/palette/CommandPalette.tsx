import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  Keyboard,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  Text,
  TextField,
} from "react-aria-components";
import { startQuery } from "../../app/queries";
import { useGo, type View } from "../../app/view";
import { call } from "../../bridge/call";
import type { Library, NewConnector } from "../../bridge/types";
import { copy } from "../../copy";
import { knownDraft } from "../workbench/drafts";
import { actionEntries, connectorEntry, type Entry, sectionsFor, settingEntries, templateEntry } from "./entries";
import styles from "./Palette.module.css";

interface CommandPaletteProps {
  library: Library;
  view: View;
  onCreate(from: NewConnector): void;
  onClose(): void;
}

/** Everything by its name: connectors, templates, commands, settings. */
export function CommandPalette({ library, view, onCreate, onClose }: CommandPaletteProps) {
  const go = useGo();
  const [typed, setTyped] = useState("");
  const isDone = useRef(false);
  const preferences = useQuery({ ...startQuery, select: (start) => start.preferences }).data;
  const cards = useQuery({ ...startQuery, select: (start) => start.templates }).data;
  const found = useQuery({
    queryKey: ["search", typed],
    queryFn: () => call("search", { text: typed, limit: 20 }),
    enabled: typed.trim() !== "",
    gcTime: 0,
  }).data?.connectors;
  const words = copy.palette;

  const connectors = useMemo(() => library.connectors.map((row) => connectorEntry(row, go)), [library.connectors, go]);
  const recent = useMemo(
    () => library.connectors.filter((row) => knownDraft(row.id)).map((row) => connectorEntry(row, go, "recent")),
    [library.connectors, go],
  );
  const others = useMemo(() => {
    if (!preferences) return [];
    const open = view.page === "connector" ? library.connectors.find((row) => row.id === view.id) : undefined;
    const around = { go, open, preferences, onCreate };
    return [...actionEntries(around), ...settingEntries(around)];
  }, [go, library.connectors, onCreate, preferences, view]);

  const templates = useMemo(() => (cards ?? []).map((card) => templateEntry(card, go)), [cards, go]);

  const sections = useMemo(() => {
    const isEmpty = typed.trim() === "";
    const named = isEmpty ? [...recent, ...(recent.length > 0 ? [] : connectors)] : [...connectors, ...templates];
    return sectionsFor(
      typed,
      [...named, ...others],
      (found ?? []).map((row) => connectorEntry(row, go)),
    );
  }, [connectors, found, go, others, recent, templates, typed]);

  function choose(entry: Entry | undefined) {
    if (!entry || isDone.current) return;
    isDone.current = true;
    onClose();
    // The closing dialog gives the focus back first; then the command may take it.
    setTimeout(entry.run, 50);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const points = event.currentTarget.getAttribute("aria-activedescendant");
    if (event.key === "Enter" && !event.nativeEvent.isComposing && !points) choose(sections[0]?.entries[0]);
  }

  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className={styles.overlay ?? ""}>
      <Modal className={styles.modal ?? ""}>
        <Dialog aria-label={words.title} className={styles.dialog ?? ""}>
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <TextField aria-label={words.title} autoFocus className={styles.field ?? ""}>
              <Search size={16} aria-hidden />
              <Input
                role="combobox"
                aria-expanded
                aria-haspopup="listbox"
                className={styles.input ?? ""}
                placeholder={words.placeholder}
                onKeyDown={onKeyDown}
              />
            </TextField>
            <ListBox
              aria-label={words.results}
              className={styles.list ?? ""}
              items={sections}
              selectionMode="none"
              renderEmptyState={() => <p className={styles.nothing}>{words.nothing(typed)}</p>}
              onAction={(key) =>
                choose(sections.flatMap((section) => section.entries).find((entry) => entry.id === key))
              }
            >
              {(section) => (
                <ListBoxSection id={section.id}>
                  <Header className={styles.header ?? ""}>{words.sections[section.id]}</Header>
                  <Collection items={section.entries}>{(entry) => <Row entry={entry} />}</Collection>
                </ListBoxSection>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Row({ entry }: { entry: Entry }) {
  return (
    <ListBoxItem id={entry.id} textValue={entry.text} className={styles.item ?? ""}>
      <Text slot="label" className={styles.text ?? ""}>
        {entry.text}
      </Text>
      {entry.detail && (
        <Text slot="description" className={styles.detail ?? ""}>
          {entry.detail}
        </Text>
      )}
      {entry.keys && <Keyboard className={styles.keys ?? ""}>{entry.keys}</Keyboard>}
    </ListBoxItem>
  );
}
