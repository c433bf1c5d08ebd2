/** Of one body when a protocol does not say otherwise. */
export const BODY_BYTES_DEFAULT = 4 * 1024 * 1024
/** Requests of one peer in work at a time when a protocol does not say otherwise. */
export const CONCURRENCY_DEFAULT = 8
/** A peer opens one long-lived stream per protocol; a second may overlap while the first dies. */
export const INBOUND_STREAMS_MAX = 4
/** Requests to one peer and protocol that wait for an answer. */
export const WAITING_REQUESTS_MAX = 256
/** Frames and bytes queued for one stream. */
export const QUEUED_FRAMES_MAX = 1024
export const QUEUED_BYTES_MAX = 16 * 1024 * 1024
export const OPEN_STREAM_TIMEOUT_MS = 5_000
export const DIAL_TIMEOUT_MS = 5_000
/** Messages or requests of one peer and protocol, when a protocol does not say otherwise. */
export const RATE_DEFAULT = { perS: 100, burst: 500 } as const
/** Gossip that one peer relays on one topic. */
export const GOSSIP_RATE = { perS: 100, burst: 1_000 } as const
/** Answers that a peer does not read; then its stream ends. */
export const UNREAD_BYTES_MAX = 8 * 1024 * 1024
/** Gossip is for blocks, certificates, partial signatures and contact records. */
export const GOSSIP_BYTES_MAX = 1024 * 1024
