import type { Outputs } from "../../trpc/types.ts"

export type ExitStep = {
  readonly kind: "requested" | "waited" | "signed" | "left"
  readonly status: "done" | "now" | "ahead"
}

type ExitFacts = Pick<
  Outputs["node"]["get"],
  "exitRequestedHeight" | "exitHeight" | "exitLeaf" | "left" | "headHeight" | "state"
>

/** True when there is a way out to show. */
export function isLeaving({ exitRequestedHeight, exitLeaf, left, state }: ExitFacts): boolean {
  return exitRequestedHeight !== null || exitLeaf !== null || left !== null || state === "exiting"
}

/** Where a node stands on its way out. The first step that is not done is the one in progress; a later one done implies it. */
export function exitSteps(node: ExitFacts): readonly ExitStep[] {
  const isOver = node.exitHeight !== null && node.headHeight !== null && node.headHeight >= node.exitHeight
  const marks = [node.exitRequestedHeight !== null, isOver, node.exitLeaf !== null, node.left !== null]
  const lastDone = marks.lastIndexOf(true)
  const kinds = ["requested", "waited", "signed", "left"] as const
  return kinds.map((kind, index) => ({
    kind,
    status: index <= lastDone ? "done" : index === lastDone + 1 ? "now" : "ahead",
  }))
}
