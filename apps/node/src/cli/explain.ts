import { AppError } from "@sextant/shared/errors"
import { CliError } from "./errors.ts"

/** What to tell a person about an error: our own sentences as they are, with the facts that help; anything else by its message. */
export function explain(error: unknown): string {
  if (error instanceof CliError) return sentence(error.sentence)
  if (error instanceof AppError) {
    const { meaning, ...meta } = error.meta
    const [first = ""] = error.message.split("\n")
    const summary = first.slice(first.indexOf(": ") + 2)
    const facts = Object.entries(meta).map(([name, value]) => `  ${name}: ${String(value)}`)
    return [`${sentence(typeof meaning === "string" ? meaning : summary)}`, ...facts].join("\n")
  }
  return error instanceof Error
    ? `Something unexpected went wrong: ${error.stack ?? error.message}`
    : String(error)
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
