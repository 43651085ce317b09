'use strict';
window.ui = window.SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // Examples that the document gives are complete and run as they stand.
  defaultModelsExpandDepth: 0,
  // No validator: it would send the document to a server outside.
  validatorUrl: null,
});
