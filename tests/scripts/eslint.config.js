import js from "@eslint/js";
import globals from "globals";

/* The modules of the page are joined into one script by dropping their import lines and `export`: see
   explorer/script_modules.py. Hence no default exports, no renaming, and one scope for all names. */
const joined = [
  { selector: "ExportDefaultDeclaration", message: "Modules export names, so that they can be joined." },
  { selector: "ExportNamedDeclaration[source]", message: "A name is exported where it is defined." },
  { selector: "ExportNamedDeclaration > ExportSpecifier", message: "Write `export` before what is defined." },
  { selector: "ImportDefaultSpecifier", message: "Import names in braces." },
  { selector: "ImportNamespaceSpecifier", message: "Import names in braces." },
  { selector: "ImportExpression", message: "The page loads nothing later." },
  {
    selector: "MemberExpression[property.name='body'][object.name!='document'][object.type!='ThisExpression']",
    message: "This looks like the inside of vis-network; use its documented methods.",
  },
];

export default [
  { ignores: ["**/node_modules/**"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: { ...globals.browser, vis: "readonly" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      complexity: ["error", 24],
      eqeqeq: "error",
      "max-lines": ["error", 400],
      "max-params": ["error", 7],
      "no-duplicate-imports": "error",
      "no-implied-eval": "error",
      "no-shadow": ["error", { builtinGlobals: false }],
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  { files: ["graph/survivorgraph/explorer/scripts/*.js"], rules: { "no-restricted-syntax": ["error", ...joined] } },
  { files: ["graph/survivorgraph/service/templates/*.js"], languageOptions: { sourceType: "script" } },
  { files: ["tests/scripts/**"], languageOptions: { globals: globals.node } },
];
