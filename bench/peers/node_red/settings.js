// CONTEXT=file keeps what the function remembers on disk (Node-RED's own store, written once a second); else in memory.
module.exports = {
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.UI_PORT),
  flowFile: "flow.json",
  httpAdminRoot: false,
  httpNodeRoot: false,
  diagnostics: {enabled: false, ui: false},
  telemetry: {enabled: false},
  logging: {console: {level: "info", metrics: false, audit: false}},
  contextStorage: {
    default: process.env.CONTEXT === "file"
      ? {module: "localfilesystem", config: {flushInterval: 1}}
      : {module: "memory"},
  },
};
