import path from "node:path";
import { defineConfig } from "@tarojs/cli";

const isH5 = process.env.TARO_ENV === "h5";
const source = path.resolve(__dirname, "../src");
/** A watcher may write elsewhere, so that what is served stays whole. */
const outputRoot = process.env.NUANDIAN_WINDOW_DIR ?? `dist/${process.env.TARO_ENV}`;

/** NutUI is drawn for a page 375 wide, our own styles for one 750 wide. */
const designWidth = (input?: { file?: string } | string | number): number =>
  typeof input === "object" && input.file?.replace(/\\/g, "/").includes("@nutui") === true
    ? 375
    : 750;

export default defineConfig({
  projectName: "nuandian",
  date: "2026-11-22",
  designWidth,
  deviceRatio: { 640: 2.34 / 2, 750: 1, 375: 2, 828: 1.81 / 2 },
  sourceRoot: "src",
  copy: { patterns: [{ from: "src/assets/", to: `${outputRoot}/assets/` }], options: {} },
  outputRoot,
  // Without it every icon of NutUI (an <i>) would vanish in the mini-program.
  plugins: ["@tarojs/plugin-html", path.resolve(__dirname, "accessibility.ts")],
  framework: "react",
  compiler: { type: "webpack5", prebundle: { enable: false } },
  // Ten times as fast as terser, and it leaves private names of classes (#x) as they are.
  jsMinimizer: "esbuild",
  esbuild: { minify: { enable: true, config: { target: "es2018" } } },
  cache: { enable: false },
  enableSourceMap: false,
  alias: { "@": source },
  env: {
    // Where the mini-program finds the shop; a browser has come from there.
    TARO_APP_SHOP_URL: JSON.stringify(
      isH5 ? "" : (process.env.TARO_APP_SHOP_URL ?? "http://127.0.0.1:8787"),
    ),
  },
  mini: {
    webpackChain(chain, webpack) {
      // WeChat has no such class, and no global that a library would find either.
      chain
        .plugin("abort")
        .use(webpack.ProvidePlugin, [
          { AbortController: [path.join(source, "lib/abort.ts"), "AbortController"] },
        ]);
    },
    optimizeMainPackage: { enable: true },
    postcss: { pxtransform: { enable: true, config: {} }, cssModules: { enable: false } },
    miniCssExtractPluginOption: { ignoreOrder: true },
  },
  h5: {
    publicPath: "/",
    staticDirectory: "static",
    router: { mode: "hash" },
    webpackChain(chain) {
      // What several pages share is a file of its own, fetched once, and not a part of each.
      chain.optimization.splitChunks({ chunks: "all", minSize: 20_000 });
    },
    // While one develops: the shop's front door passes on to here.
    devServer: {
      port: Number(process.env.NUANDIAN_WINDOW_PORT ?? 10_086),
      host: "127.0.0.1",
      open: false,
      hot: false,
      liveReload: false,
      client: false,
    },
    output: {
      filename: "js/[name].[contenthash:8].js",
      chunkFilename: "js/[name].[chunkhash:8].js",
    },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: "css/[name].[contenthash:8].css",
      chunkFilename: "css/[name].[chunkhash:8].css",
    },
    postcss: {
      autoprefixer: { enable: true, config: {} },
      // A page 750 wide fills a phone; on wide windows it stops growing with the window.
      pxtransform: { enable: true, config: { baseFontSize: 20, minRootSize: 17, maxRootSize: 22 } },
      cssModules: { enable: false },
    },
    esnextModules: ["nutui-react-taro", "icons-react-taro"],
  },
});
