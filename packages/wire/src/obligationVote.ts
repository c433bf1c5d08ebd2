import type { JudgeVote, StateChange } from "./block.ts"

/** What a judge has to say about one node, as it travels between nodes. Seven of them make a {@link StateChange}. */
export type ObligationVote = Omit<StateChange, "votes"> & JudgeVote
