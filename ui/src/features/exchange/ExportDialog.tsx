import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { startQuery } from "../../app/queries";
import { useLater } from "../../app/useLater";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { Exported } from "../../bridge/types";
import { copy } from "../../copy";
import { formatBytes } from "../../copy/numbers";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Input } from "../../look/Input";
import { Notice } from "../../look/Notice";
import { Segments } from "../../look/Segments";
import { Tick } from "../../look/Switch";
import { flushAll } from "../workbench/drafts";
import { CommandLine } from "./CommandLine";
import { ConnectorTicks } from "./ConnectorTicks";
import styles from "./Exchange.module.css";
import { Findings } from "./Findings";
import { FormatChoice } from "./FormatChoice";
import { type ExportFormat, idsOf, type Scope } from "./findings";
import { Origins, Requires } from "./Requires";
import { RunHere } from "./RunHere";
import { showPlace } from "./showPlace";
import { useSettled } from "./useSettled";

interface ExportDialogProps {
  connectorId: string;
  onClose(): void;
  /** Goes to the place of a finding; by default the workbench or the systems page. The dialog is closed by then. */
  onShow?: (connectorId: string | null, at: string) => void;
}

const noRows: never[] = [];

/** Makes a bundle, or a description of its tools: what goes in, what still falls short, what has to be filled in. */
export function ExportDialog({ connectorId, onClose, onShow }: ExportDialogProps) {
  const go = useGo();
  const rows = useQuery({ ...startQuery, select: (start) => start.library.connectors }).data ?? noRows;
  const [format, setFormat] = useState<ExportFormat>("bundle");
  const [server, setServer] = useState("");
  const [scope, setScope] = useState<Scope>("one");
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set([connectorId]));
  const [name, setName] = useState("");
  const [withSamples, setWithSamples] = useState(true);
  const [isBusy, setIsBusy] = useState(false);
  const [saved, setSaved] = useState<Exported | null>(null);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const serverRef = useRef<HTMLInputElement>(null);
  const reasonId = useId();
  const words = copy.exchange;

  const isBundle = format === "bundle";
  const request = { connector_ids: idsOf(scope, connectorId, ticked), name, include_samples: withSamples };
  const isEmpty = scope === "some" && ticked.size === 0;
  const asked = { ...request, name: useSettled(name) };
  const preview = useQuery({
    queryKey: ["export", asked],
    queryFn: async () => {
      await flushAll();
      return call("export_preview", asked);
    },
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const isLate = useLater(preview.isPending && !isEmpty);
  const shown = isEmpty ? undefined : preview.data;
  const badServer = failure?.at === "server" ? `${failure.message} ${failure.hint}` : null;
  const refused = (badServer ? null : failure) ?? (preview.isError ? toFailure(preview.error) : null);
  const reason = isEmpty ? words.nothingTicked : shown && !shown.ready ? words.notReady : "";
  const count = shown?.connectors.length ?? (scope === "one" ? 1 : scope === "all" ? rows.length : ticked.size);

  function show(id: string | null, at: string) {
    onClose();
    if (onShow) onShow(id, at);
    else showPlace(go, id, at);
  }

  function bundleToo() {
    setSaved(null);
    setFormat("bundle");
  }

  async function save() {
    setIsBusy(true);
    setFailure(null);
    try {
      await flushAll();
      const exported =
        format === "bundle"
          ? await call("export_bundle", request)
          : await call("export_tools", { connector_ids: request.connector_ids, name, format, server });
      if (exported.path !== null) setSaved(exported);
    } catch (thrown) {
      const failed = toFailure(thrown);
      if (failed.code !== "cancelled") setFailure(failed);
      if (failed.at === "server") serverRef.current?.focus();
    } finally {
      setIsBusy(false);
    }
  }

  if (saved) {
    return (
      <Dialog
        wide
        title={words.exportTitle(count)}
        onClose={onClose}
        footer={
          <Button look="primary" autoFocus onPress={onClose}>
            {copy.common.done}
          </Button>
        }
      >
        <div className={common.stack} role="status">
          <Notice tone="good" title={isBundle ? words.saved(saved.path ?? "") : words.toolsSaved(saved.path ?? "")}>
            {formatBytes(saved.bytes)}. {words.noSecrets}
          </Notice>
          {!isBundle && <OnlyDescribes onBundle={bundleToo} />}
          {shown && isBundle && (
            <>
              <Requires requires={shown.requires} />
              <CommandLine lines={shown.commands} />
              <RunHere />
            </>
          )}
        </div>
      </Dialog>
    );
  }

  return (
    <Dialog
      wide
      title={words.exportTitle(count)}
      onClose={onClose}
      footer={
        <>
          <span id={reasonId} className={styles.reason} role="status">
            {reason}
          </span>
          <Button onPress={onClose}>{copy.common.cancel}</Button>
          <Button
            look="primary"
            aria-describedby={reasonId}
            isDisabled={!shown?.ready || preview.isPlaceholderData || isBusy}
            onPress={() => void save()}
          >
            {words.save[format]}
          </Button>
        </>
      }
    >
      <div className={common.stack}>
        <p className={common.quiet}>{words.lead}</p>
        <FormatChoice value={format} onChange={setFormat} />
        {!isBundle && <OnlyDescribes />}
        <div className={styles.choices}>
          <Segments<Scope>
            label={words.which}
            value={scope}
            choices={[
              { id: "one", text: words.onlyThis, help: words.onlyThisHelp },
              { id: "all", text: words.all(rows.length), help: words.allHelp },
              { id: "some", text: words.some, help: words.someHelp },
            ]}
            onChange={setScope}
          />
          {isBundle && <Tick label={words.samples} isSelected={withSamples} onChange={setWithSamples} />}
        </div>
        {scope === "some" && <ConnectorTicks rows={rows} ticked={ticked} onChange={setTicked} />}
        <Input label={words.name} placeholder={shown?.suggested_name} value={name} onChange={setName} />
        {format === "openapi" && (
          <>
            <Input
              label={words.server}
              placeholder={words.serverExample}
              help={words.serverHelp}
              error={badServer}
              inputRef={serverRef}
              value={server}
              onChange={(text) => {
                setServer(text);
                setFailure(null);
              }}
            />
            <p className={common.quiet}>{words.shortTexts}</p>
          </>
        )}
        {isLate && <p className={common.quiet}>{copy.common.loading}</p>}
        {refused && <FailureNotice failure={refused} />}
        {shown && (
          <>
            <section aria-label={words.before}>
              <h3 className={common.heading}>{words.before}</h3>
              <Findings findings={shown.findings} onShow={show} />
            </section>
            {isBundle && (
              <>
                <Requires requires={shown.requires} />
                <Origins label={words.calls} origins={shown.origins} />
                <CommandLine lines={shown.commands} />
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** What a description of the tools is not, and the way to what answers. */
function OnlyDescribes({ onBundle }: { onBundle?: () => void }) {
  return (
    <Notice
      tone="info"
      title={copy.exchange.onlyDescribes}
      action={onBundle && <Button onPress={onBundle}>{copy.exchange.bundleToo}</Button>}
    >
      {copy.exchange.onlyDescribesHelp}
    </Notice>
  );
}
