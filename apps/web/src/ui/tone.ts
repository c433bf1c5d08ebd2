/** The status hues. A tone never stands alone: a word and an icon go with it. */
export type Tone = "good" | "warn" | "bad" | "move" | "idle" | "accent"

export const toneClasses: Readonly<Record<Tone, { readonly text: string; readonly soft: string }>> = {
  good: { text: "text-good", soft: "bg-good-soft" },
  warn: { text: "text-warn", soft: "bg-warn-soft" },
  bad: { text: "text-bad", soft: "bg-bad-soft" },
  move: { text: "text-move", soft: "bg-move-soft" },
  idle: { text: "text-idle", soft: "bg-idle-soft" },
  accent: { text: "text-accent", soft: "bg-accent-soft" },
}
