import './zod-without-eval.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import './theme.css';

const container = document.getElementById('page');
if (container === null) throw new Error('index.html lacks the element #page.');
createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
