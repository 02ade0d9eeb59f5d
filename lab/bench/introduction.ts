/** The text above the first part of docs/benchmarks.md. */
export const introduction = `# Benchmarks

\`npm run bench\` measures and writes every figure; none is edited by hand. \`npm run bench -- --only tunebook,weight\` measures single parts and keeps the other tables. Times depend on the machine, so compare the **ratio** to the ideal, which is measured or calculated in the same run. Each part states its date and machine.

The deployed functions run in the local emulator against stubs of both services with a fixed latency. The notes say how production differs.
`;
