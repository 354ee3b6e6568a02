/** How each outcome of a run looks. Its words stand beside the icon; the colour says nothing that they do not. */
import {
  CircleCheck,
  CircleX,
  CloudOff,
  Hourglass,
  type LucideIcon,
  MessageCircleQuestionMark,
  ShieldX,
  SquarePen,
} from "lucide-react";
import type { OutcomeKind } from "../../bridge/types";
import type { Tone } from "../../look/Chip";

export const iconOf: Record<OutcomeKind, LucideIcon> = {
  answer: CircleCheck,
  not_verified: ShieldX,
  invalid_input: SquarePen,
  needs_confirmation: MessageCircleQuestionMark,
  throttled: Hourglass,
  api_error: CircleX,
  unavailable: CloudOff,
};

export const toneOf: Record<OutcomeKind, Tone> = {
  answer: "good",
  not_verified: "warn",
  invalid_input: "quiet",
  needs_confirmation: "quiet",
  throttled: "warn",
  api_error: "bad",
  unavailable: "bad",
};
