/**
 * Runs a command of the terminal. It ends with 2 and the help where `readArguments` throws what is wrong with the command
 * line, with 0 and the help where that answers nothing, and otherwise with what `perform` answers, or 1 if it throws.
 */
export async function runCommand<Given>(
  help: string,
  readArguments: () => Given | undefined,
  perform: (given: Given) => Promise<0 | 1>,
): Promise<void> {
  let given: Given | undefined;
  try {
    given = readArguments();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exitCode = 2;
    return;
  }
  if (given === undefined) return console.log(help);
  try {
    process.exitCode = await perform(given);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
