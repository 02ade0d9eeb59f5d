/** Returns a function that puts the environment back: files that run later in this process must find the shared stack. */
export function keepEnvironment(): () => void {
  const environment = { ...process.env };
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  };
}
