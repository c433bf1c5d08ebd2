import { defineConfig } from "vitest/config"

const here = [
  "packages/*/src/**",
  "packages/contracts/scripts/**",
  "apps/node/**",
  "apps/indexer/**",
  "apps/web/src/**",
  "prisma/**",
  "scripts/**",
]

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: here.map((glob) => `${glob}/*.test.ts`),
          exclude: ["**/node_modules/**", "**/*.integration.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "integration",
          include: here.map((glob) => `${glob}/*.integration.test.ts`),
          exclude: ["**/node_modules/**"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
