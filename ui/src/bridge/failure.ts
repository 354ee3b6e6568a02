import type { CommandError, ErrorCode } from "./types";

/** A command's refusal, as the boundary says it: `{code, message, hint, at}`. */
export class CommandFailed extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly at: string | null;

  constructor(error: CommandError) {
    super(error.message);
    this.name = "CommandFailed";
    this.code = error.code;
    this.hint = error.hint;
    this.at = error.at;
  }
}

function isCommandError(value: unknown): value is CommandError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Makes whatever a transport threw into a [`CommandFailed`]. */
export function toFailure(thrown: unknown): CommandFailed {
  if (thrown instanceof CommandFailed) return thrown;
  if (isCommandError(thrown)) return new CommandFailed(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CommandFailed({ code: "failed", message, hint: "", at: null });
}
