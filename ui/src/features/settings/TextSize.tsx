import { Minus, Plus } from "lucide-react";
import { keysOf } from "../../app/shortcuts";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import styles from "./Settings.module.css";
import { largest, smallest, zoomBy } from "./zoom";

/** The size of all text, between 80 and 200 percent. */
export function TextSize({ zoom, onChange }: { zoom: number; onChange(zoom: number): void }) {
  const words = copy.settings;
  return (
    <div role="group" aria-label={words.zoom} className={styles.size}>
      <IconButton
        look="plain"
        label={words.keys.zoomOut}
        keys={keysOf("zoomOut")}
        isDisabled={zoom <= smallest}
        onPress={() => onChange(zoomBy(zoom, -10))}
      >
        <Minus size={15} aria-hidden />
      </IconButton>
      <output className={styles.percent}>{words.zoomPercent(zoom)}</output>
      <IconButton
        look="plain"
        label={words.keys.zoomIn}
        keys={keysOf("zoomIn")}
        isDisabled={zoom >= largest}
        onPress={() => onChange(zoomBy(zoom, 10))}
      >
        <Plus size={15} aria-hidden />
      </IconButton>
      <Button look="link" isDisabled={zoom === 100} onPress={() => onChange(100)}>
        {words.keys.zoomReset}
      </Button>
    </div>
  );
}
