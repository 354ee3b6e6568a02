import { useQuery } from "@tanstack/react-query";
import { tellFailure } from "../../app/notices";
import { modelQuery } from "../../app/queries";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import styles from "./Model.module.css";
import { ModelForm } from "./ModelForm";
import { saveModel } from "./modelStore";
import { presetIds, presets } from "./presets";

/** The language model for the chat: which, where, and its key. */
export function ModelPart() {
  const { data } = useQuery(modelQuery);
  if (!data) return null;
  return data.model ? <ModelForm settings={data.model} status={data.key} /> : <Presets />;
}

function Presets() {
  const words = copy.model;
  return (
    <fieldset className={styles.presets}>
      <legend>{words.where}</legend>
      {presetIds.map((id) => (
        <Button key={id} onPress={() => void saveModel(presets[id]).then((failure) => failure && tellFailure(failure))}>
          <span className={styles.preset}>
            {words.presets[id].text}
            <span className={common.quiet}>{words.presets[id].help}</span>
          </span>
        </Button>
      ))}
    </fieldset>
  );
}
