import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./look/base.css";
import "./look/Common.module.css";
import { App } from "./app/App";
import { queryClient } from "./app/queries";
import { adoptEditorStyles } from "./look/adopted-styles";

adoptEditorStyles();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
