/** Bounds of what peers can make the core remember. docs/protocol/consensus.md §10. */

/** Votes are kept for views up to this far ahead of ours: one of each kind per validator and view. */
export const VOTE_VIEWS_AHEAD = 32
/** Proposals are kept up to this far ahead: two per view, and only with the leader's signature. */
export const PROPOSAL_VIEWS_AHEAD = 8
export const PROPOSALS_PER_VIEW = 2
/** Views further behind ours than this lose their votes, and their proposals unless a quorum notarized one. */
export const VIEWS_BEHIND = 8
/** Messages of the next epoch that wait for it to start; the oldest give way. */
export const EARLY_MESSAGES_MAX = 2048
/** How many of them may be proposals, which are large. */
export const EARLY_PROPOSALS_MAX = 8
/** Blocks asked for and not yet answered. */
export const WANTED_BLOCKS_MAX = 64
/** A proposal carries at most this many nullifications, newest last; older ones reach late nodes by resending. */
export const NULLIFICATIONS_PER_PROPOSAL = 512
/** Nullifications in one resend; the next resend takes the next ones. */
export const NULLIFICATIONS_PER_RESEND = 32
/** A finalization this many views beyond the newest final block is a matter for block sync. */
export const CATCH_UP_VIEWS = 8
/** Peers whose last late reply is remembered. */
export const LATE_REPLIES_MAX = 1024
/** Timeouts stop growing after this many extra Δ. */
export const BACKOFF_DELAYS_MAX = 16
/** Pauses between resends stop doubling at this many Δ. */
export const RESEND_DELAYS_MAX = 4
/** Up to this many validators votes go to all of them; beyond, to collectors. */
export const DIRECT_VALIDATORS_MAX = 100
/** Collectors of one view and round. */
export const COLLECTORS = 16
/** Bad signatures after which a peer is not heard any more in the epoch. */
export const BAD_MESSAGES_MAX = 8
/** Up to this many validators everybody relays certificates; beyond, only those who lead one of the next views. */
export const RELAY_ALL_VALIDATORS_MAX = 32
export const RELAYING_LEADERS = 16
