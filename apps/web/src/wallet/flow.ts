export type Hash = `0x${string}`

/** One transaction from the click to the row in the history. Plain data: it can be stored, shown and tested without a wallet. */
export type Flow =
  | { readonly step: "idle" }
  | { readonly step: "checking" }
  | { readonly step: "simulating" }
  | { readonly step: "signing"; readonly sinceMs: number }
  | { readonly step: "submitted"; readonly hash: Hash }
  | { readonly step: "included"; readonly hash: Hash; readonly l2Number: number }
  | { readonly step: "done"; readonly hash: Hash; readonly l2Number: number; readonly isIndexed: boolean }
  | { readonly step: "rejected" }
  | { readonly step: "failed"; readonly sentence: string; readonly hash?: Hash }

export type FlowEvent =
  | { readonly kind: "started" }
  | { readonly kind: "checked" }
  | { readonly kind: "simulated"; readonly atMs: number }
  | { readonly kind: "signed"; readonly hash: Hash }
  /** A transaction sent before the page was loaded again. */
  | { readonly kind: "resumed"; readonly hash: Hash }
  | { readonly kind: "replaced"; readonly hash: Hash }
  | { readonly kind: "included"; readonly l2Number: number }
  | { readonly kind: "indexed"; readonly isIndexed: boolean }
  | { readonly kind: "rejected" }
  | { readonly kind: "failed"; readonly sentence: string }
  | { readonly kind: "dismissed" }

export const idle: Flow = { step: "idle" }

/** True while something is under way: a second start is ignored. */
export function isBusy({ step }: Flow): boolean {
  return step !== "idle" && step !== "done" && step !== "rejected" && step !== "failed"
}

/** Takes a flow one step on. An event that does not fit the step changes nothing, so no step is skipped or done twice. Pure. */
export function advance(flow: Flow, event: FlowEvent): Flow {
  switch (event.kind) {
    case "started":
      return isBusy(flow) ? flow : { step: "checking" }
    case "checked":
      return flow.step === "checking" ? { step: "simulating" } : flow
    case "simulated":
      return flow.step === "simulating" ? { step: "signing", sinceMs: event.atMs } : flow
    case "signed":
      return flow.step === "signing" ? { step: "submitted", hash: event.hash } : flow
    case "resumed":
      return flow.step === "idle" ? { step: "submitted", hash: event.hash } : flow
    case "replaced":
      return flow.step === "submitted" ? { step: "submitted", hash: event.hash } : flow
    case "included":
      return flow.step === "submitted"
        ? { step: "included", hash: flow.hash, l2Number: event.l2Number }
        : flow
    case "indexed":
      return flow.step === "included"
        ? { step: "done", hash: flow.hash, l2Number: flow.l2Number, isIndexed: event.isIndexed }
        : flow
    case "rejected":
      return flow.step === "signing" ? { step: "rejected" } : flow
    case "failed":
      if (!isBusy(flow)) return flow
      return "hash" in flow
        ? { step: "failed", sentence: event.sentence, hash: flow.hash }
        : { step: "failed", sentence: event.sentence }
    case "dismissed":
      return isBusy(flow) ? flow : idle
  }
}
