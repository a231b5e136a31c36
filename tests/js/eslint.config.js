// What every script of the lab keeps to. Files are modules: what one uses of another it imports (see pages/shared/scripts.py).
import js from "@eslint/js";

const names = (text) => Object.fromEntries(text.trim().split(/\s+/).map((name) => [name, "readonly"]));
const BROWSER = `window document navigator performance setTimeout clearTimeout requestAnimationFrame cancelAnimationFrame
  getComputedStyle Image Blob URL ResizeObserver TextDecoder TextEncoder FileReader DecompressionStream matchMedia sessionStorage ImageData atob URLSearchParams`;

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: names(BROWSER) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines": ["error", 280],
      "max-lines-per-function": ["error", 60],
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      eqeqeq: "error",
      "no-shadow": "error",
      "no-implicit-globals": "error",
      "consistent-return": "error",
      "no-unused-expressions": "error",
    },
  },
  { files: ["tests/**"], languageOptions: { globals: names("process console") } },
];
