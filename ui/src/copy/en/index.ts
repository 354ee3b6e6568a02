import { activity } from "./activity";
import { answer } from "./answer";
import { chat } from "./chat";
import { common } from "./common";
import { drafts } from "./drafts";
import { exchange } from "./exchange";
import { gallery, setup, template } from "./gallery";
import { bin, copies, history, rescue } from "./keeping";
import { library } from "./library";
import { model } from "./model";
import { palette } from "./palette";
import { questions } from "./questions";
import { request } from "./request";
import { rules } from "./rules";
import { sample } from "./sample";
import { settings } from "./settings";
import { signIn } from "./signIn";
import { start } from "./start";
import { systems } from "./systems";
import { tabs } from "./tabs";
import { test } from "./test";
import { workbench } from "./workbench";

export const en = {
  common,
  library,
  start,
  gallery,
  template,
  setup,
  workbench,
  request,
  questions,
  rules,
  answer,
  test,
  sample,
  chat,
  model,
  systems,
  signIn,
  exchange,
  drafts,
  settings,
  activity,
  palette,
  tabs,
  history,
  bin,
  copies,
  rescue,
};
