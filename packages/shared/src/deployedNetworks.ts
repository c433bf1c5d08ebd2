// Generated from packages/contracts/deployments by packages/contracts/scripts/generateAddressBook.ts. Do not edit.

/** The contracts of every network that was deployed from here, by chain id. */
export const deployedNetworks = {
  // devnet
  31337: {
    SessionToken: "0xdcc8547aa068c678fc13ae40420212ab4fc67d8a",
    NodeRegistry: "0x0a0b7ca8ed890bf3c19a6acc20c786b6cd0388db",
    RewardsVault: "0x8c6a2e3fab7a80d5238576a6995aa7f599dbea92",
    RewardPool: "0x7a1c8728d6af02f94e2b555121d51ac272cc4253",
    ContributionPoolFactory: "0x80f5349cca797d848ffe8f546854ac5adbd689d6",
    FeeRouter: "0x34d6432cc1a9545f4dce2bf42c852026769c0f20",
    PriceFeed: "0x9c538570e9c15aaf865d118b7c049f0e115f9059",
    SessionPro: "0x86a25eea14e8cb0837c7d7e9f095b47b6e3d0989",
    NameRegistry: "0x335d90961b3a3990cc40081d25826410415aa940",
    NameMarket: "0x9b38d0bca8e6ccabde061104aca5e5b7df3ccf1a",
    Timelock: "0x33a2c0a26d61af80f4765b4c5a2a350165721975",
  },
} as const
