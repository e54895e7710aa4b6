/** The result, or the error of `late` when it takes longer than `msMax`. The work itself goes on. */
export async function withinTime<Result>(work: Promise<Result>, msMax: number, late: () => Error): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), msMax);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
