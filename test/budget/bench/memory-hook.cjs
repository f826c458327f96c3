// Where /usr/bin/time is missing: the process writes down its own peak, in KiB.
process.once("exit", () => {
  require("node:fs").writeFileSync(
    process.env.BENCH_MEMORY_FILE,
    String(process.resourceUsage().maxRSS),
  );
});
