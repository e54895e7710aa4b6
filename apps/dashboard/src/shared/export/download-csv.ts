/** Hands a text to the browser as a file. */
export const downloadCsv = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address when the click returns, but not yet read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
